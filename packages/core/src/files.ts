/** `@netloom/core/files`: files that more than one process writes. */
export { isAlive, processStartTime, type ProcessRef } from './files/process-identity.ts'
export { LockBusyError, holdFileLock, withFileLock, type FileLockOptions, type ReleaseLock } from './files/file-lock.ts'
export { createFile, replaceFile } from './files/replace-file.ts'

export { type FileLockOptions, holdFileLock, LockBusyError, type ReleaseLock, withFileLock } from './files/file-lock.ts'
export { packageRoot } from './files/package-root.ts'
export { isAlive, type ProcessRef, processStartTime } from './files/process-identity.ts'
export { createFile, replaceFile } from './files/replace-file.ts'

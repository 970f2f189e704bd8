import { mkdir } from 'node:fs/promises'
import { dirname } from 'node:path'
import { LockBusyError, withFileLock } from '@netloom/core/files'
import { Failure } from '../../base/failure.ts'
import { labDirectory } from './lab-state.ts'

/**
 * Runs `work` while no other command changes the same lab. A lock left by a killed command is taken over. Not for waiting:
 * whoever waits for an agent or a port does so outside.
 */
export async function withLabLock<T>(name: string, work: () => Promise<T>): Promise<T> {
  const folder = labDirectory(name)
  await mkdir(dirname(folder), { recursive: true, mode: 0o755 })
  try {
    return await withFileLock(folder, work)
  } catch (error) {
    if (!(error instanceof LockBusyError) || error.file !== folder) throw error
    throw new Failure(`lab ${name} is busy with another command (lock file ${folder}.lock)`, 'failure', {
      cause: error,
    })
  }
}

import { mkdir } from 'node:fs/promises'
import { join } from 'node:path'
import { holdFileLock, LockBusyError, type ReleaseLock } from '@netloom/core/files'
import { Failure } from '../base/failure.ts'

/** Milliseconds that an agent has to end whose successor has been started. */
const PATIENCE = 5_000

/**
 * Two agents that keep their view in one folder would write over each other's.
 * @throws {Failure} when another one that lives uses it
 */
export async function holdStateDirectory(folder: string | undefined): Promise<ReleaseLock> {
  if (folder === undefined) return () => Promise.resolve()
  try {
    // As the journal makes it: servers without root reach their own files below it.
    await mkdir(folder, { recursive: true, mode: 0o711 })
    return await holdFileLock(join(folder, 'agent'), { patience: PATIENCE })
  } catch (error) {
    // Of a disk that takes nothing the journal says so itself, and the agent goes on without.
    if (!(error instanceof LockBusyError)) return () => Promise.resolve()
    const holder = error.holder === undefined ? 'another agent' : `process ${String(error.holder.pid)}`
    throw new Failure(`--state-dir ${folder}: is used by ${holder}; name another folder`, 'failure', { cause: error })
  }
}

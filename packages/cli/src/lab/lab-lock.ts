import { mkdir, rm } from 'node:fs/promises'
import { dirname } from 'node:path'
import { setTimeout as sleep } from 'node:timers/promises'
import { Failure } from '../failure.ts'
import { labDirectory } from './lab-state.ts'
import { removeStaleLock, takeLock } from './lock-file.ts'

const PATIENCE_MS = 60_000
const POLL_MS = 5

/**
 * Runs `work` while no other command changes the same lab. A lock left by a killed command is taken over. Not for waiting:
 * whoever waits for an agent or a port does so outside.
 */
export async function withLabLock<T>(name: string, work: () => Promise<T>): Promise<T> {
  const file = `${labDirectory(name)}.lock`
  await mkdir(dirname(file), { recursive: true, mode: 0o755 })
  const deadline = performance.now() + PATIENCE_MS
  while (!(await takeLock(file))) {
    if (performance.now() > deadline) throw new Failure(`lab ${name} is busy with another command (lock file ${file})`)
    await removeStaleLock(file)
    await sleep(POLL_MS)
  }
  try {
    return await work()
  } finally {
    await rm(file, { force: true })
  }
}

import { randomBytes } from 'node:crypto'
import { link, readFile, rm, writeFile } from 'node:fs/promises'
import { isAlive, processStartTime, type ProcessRef } from './process-ref.ts'

/** Makes a file that names this process; false when it exists. It appears with its content: there is no half-written lock. */
export async function takeLock(file: string): Promise<boolean> {
  const own = `${file}.${randomBytes(6).toString('hex')}`
  const self: ProcessRef = { pid: process.pid, startTime: (await processStartTime(process.pid)) ?? '' }
  await writeFile(own, JSON.stringify(self), { mode: 0o600 })
  try {
    await link(own, file)
    return true
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code !== 'EEXIST') throw error
    return false
  } finally {
    await rm(own, { force: true })
  }
}

/**
 * Removes the lock of a process that is gone. Of several who see it so, one may: who holds a second lock, named for the dead
 * process, and finds that very process in the first one still. A lock taken meanwhile names a living process and stays.
 */
export async function removeStaleLock(file: string): Promise<void> {
  const dead = await deadHolder(file)
  if (dead === undefined) return
  const right = `${file}.${String(dead.pid)}-${dead.startTime}`
  if (!(await takeLock(right))) {
    await removeStaleLock(right)
    return
  }
  try {
    const still = await deadHolder(file)
    if (still?.pid === dead.pid && still.startTime === dead.startTime) await rm(file, { force: true })
  } finally {
    await rm(right, { force: true })
  }
}

async function deadHolder(file: string): Promise<ProcessRef | undefined> {
  const text = await readFile(file, 'utf8').catch(() => undefined)
  if (text === undefined) return undefined
  const holder = parse(text)
  return (await isAlive(holder)) ? undefined : holder
}

/** A file that names nobody was written by nobody of ours; it counts as a dead process's. */
function parse(text: string): ProcessRef {
  try {
    const { pid, startTime } = JSON.parse(text) as Partial<ProcessRef>
    if (Number.isInteger(pid) && /^\d+$/.test(startTime ?? '')) return { pid: pid ?? 0, startTime: startTime ?? '' }
  } catch {
    // Not ours; told by what is returned.
  }
  return { pid: 0, startTime: '0' }
}

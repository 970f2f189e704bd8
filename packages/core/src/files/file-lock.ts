import { link, mkdir, rm, writeFile } from 'node:fs/promises'
import { dirname } from 'node:path'
import { setTimeout as sleep } from 'node:timers/promises'
import { isAlive, ownProcess, type ProcessRef } from './process-identity.ts'
import { removeLeftovers } from './leftovers.ts'
import { holderOf } from './lock-holder.ts'
import { temporaryName } from './temporary-files.ts'

export interface FileLockOptions {
  /** Milliseconds to wait for others. Default 60,000. */
  readonly patience?: number
}

const PATIENCE = 60_000
const FIRST_PAUSE = 2
const LONGEST_PAUSE = 40

/** Somebody who lives holds the lock for longer than we wait. */
export class LockBusyError extends Error {
  override readonly name = 'LockBusyError'
  constructor(
    readonly file: string,
    readonly holder: ProcessRef | undefined,
  ) {
    super(`${file} is held by ${holder === undefined ? 'others' : `process ${String(holder.pid)}`}`)
  }
}

/** Gives the lock back. */
export type ReleaseLock = () => Promise<void>

/**
 * Runs `work` while no other process, and nobody else in this one, changes `file`; the lock is the file `<file>.lock`. That of a
 * process that has died is taken over. For changes of a file: whoever waits for anything else does so outside.
 * @throws {LockBusyError}
 */
export async function withFileLock<T>(file: string, work: () => Promise<T>, options: FileLockOptions = {}): Promise<T> {
  const release = await holdFileLock(file, options)
  try {
    return await work()
  } finally {
    await release()
  }
}

/** The same, for as long as the caller likes; a process that dies gives its locks back. @throws {LockBusyError} */
export async function holdFileLock(file: string, { patience = PATIENCE }: FileLockOptions = {}): Promise<ReleaseLock> {
  const lock = `${file}.lock`
  await mkdir(dirname(file), { recursive: true, mode: 0o700 })
  const deadline = performance.now() + patience
  let pause = FIRST_PAUSE
  while (!(await takeLock(lock))) {
    if (performance.now() > deadline) throw new LockBusyError(file, await holderOf(lock))
    await removeStaleLock(lock)
    // Not in step with the others who wait.
    await sleep(pause * (0.5 + Math.random()))
    pause = Math.min(pause * 1.5, LONGEST_PAUSE)
  }
  await removeLeftovers(file)
  return () => rm(lock, { force: true })
}

/** Makes a file that names this process; false when it exists. It appears with its content: there is no half-written lock. */
async function takeLock(file: string): Promise<boolean> {
  const own = await temporaryName(file)
  await writeFile(own, JSON.stringify(await ownProcess()), { mode: 0o600 })
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
async function removeStaleLock(file: string): Promise<void> {
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
  const holder = await holderOf(file)
  return (await isAlive(holder)) ? undefined : holder
}

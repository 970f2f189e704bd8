import { mkdir, open, readFile, rm } from 'node:fs/promises'
import { dirname } from 'node:path'
import { setTimeout as sleep } from 'node:timers/promises'
import { Failure } from '../failure.ts'
import { labDirectory } from './lab-state.ts'
import { isAlive, processStartTime, type ProcessRef } from './process-ref.ts'

const PATIENCE_MS = 60_000

/** Runs `work` while no other command changes the same lab. A lock left by a killed command is taken over. */
export async function withLabLock<T>(name: string, work: () => Promise<T>): Promise<T> {
  const file = `${labDirectory(name)}.lock`
  await mkdir(dirname(file), { recursive: true, mode: 0o755 })
  const deadline = Date.now() + PATIENCE_MS
  while (!(await take(file))) {
    if (Date.now() > deadline) throw new Failure(`lab ${name} is busy with another command (lock file ${file})`)
    await sleep(20)
  }
  try {
    return await work()
  } finally {
    await rm(file, { force: true })
  }
}

async function take(file: string): Promise<boolean> {
  try {
    const handle = await open(file, 'wx', 0o600)
    const self: ProcessRef = { pid: process.pid, startTime: (await processStartTime(process.pid)) ?? '' }
    await handle.writeFile(JSON.stringify(self))
    await handle.close()
    return true
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code !== 'EEXIST') throw error
  }
  if (await isStale(file)) await rm(file, { force: true })
  return false
}

async function isStale(file: string): Promise<boolean> {
  try {
    return !(await isAlive(JSON.parse(await readFile(file, 'utf8')) as ProcessRef))
  } catch (error) {
    // Empty: its maker is between creating and writing it, or died there; the next look decides by age.
    if (error instanceof SyntaxError) await sleep(100)
    return error instanceof SyntaxError && (await readFile(file, 'utf8').catch(() => '')) === ''
  }
}

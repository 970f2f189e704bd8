import { spawn } from 'node:child_process'
import { openSync, closeSync } from 'node:fs'
import { readFile } from 'node:fs/promises'
import { setTimeout as sleep } from 'node:timers/promises'

/** A process of ours, told apart from a later one with the same pid by its start time (clock ticks since boot). */
export interface ProcessRef {
  readonly pid: number
  readonly startTime: string
}

/** Starts a background process that outlives this command; its output goes to `log`. */
export async function spawnDetached(
  file: string,
  args: readonly string[],
  log: string,
  environment: Readonly<Record<string, string>>,
): Promise<ProcessRef> {
  const output = openSync(log, 'a', 0o600)
  const child = spawn(file, args, {
    detached: true,
    stdio: ['ignore', output, output],
    env: { ...process.env, ...environment },
  })
  closeSync(output)
  await new Promise<void>((resolve, reject) => {
    child.once('spawn', resolve)
    child.once('error', reject)
  })
  child.unref()
  const pid = child.pid ?? 0
  return { pid, startTime: (await processStartTime(pid)) ?? '' }
}

/** undefined when there is no such process, or only its zombie. While threads of a killed one still end, its sockets are open. */
export async function processStartTime(pid: number): Promise<string | undefined> {
  try {
    const stat = await readFile(`/proc/${String(pid)}/stat`, 'utf8')
    // The command name stands in parentheses and may hold anything; fields are counted behind it.
    const fields = stat.slice(stat.lastIndexOf(')') + 2).split(' ')
    return fields[0] === 'Z' && Number(fields[17]) <= 1 ? undefined : fields[19]
  } catch {
    return undefined
  }
}

export async function isAlive(ref: ProcessRef | undefined): Promise<boolean> {
  return ref !== undefined && (await processStartTime(ref.pid)) === ref.startTime
}

/** Signals the process and waits until it is gone; after `patience` milliseconds it is killed. Harmless when it is gone. */
export async function endProcess(ref: ProcessRef, signal: NodeJS.Signals = 'SIGTERM', patience = 3_000): Promise<void> {
  if (!(await isAlive(ref))) return
  signalProcess(ref.pid, signal)
  const deadline = performance.now() + patience
  while (await isAlive(ref)) {
    if (performance.now() > deadline) signalProcess(ref.pid, 'SIGKILL')
    await sleep(5)
  }
}

function signalProcess(pid: number, signal: NodeJS.Signals): void {
  try {
    process.kill(pid, signal)
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code !== 'ESRCH') throw error
  }
}

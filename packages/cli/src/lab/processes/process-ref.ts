import { spawn } from 'node:child_process'
import { openSync, closeSync } from 'node:fs'
import { nextLook } from '../../base/next-look.ts'
import { isAlive, type ProcessRef, processStartTime } from '@netloom/core/files'

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

/** Signals the process and waits until it is gone; after `patience` milliseconds it is killed. Harmless when it is gone. */
export async function endProcess(ref: ProcessRef, signal: NodeJS.Signals = 'SIGTERM', patience = 3_000): Promise<void> {
  if (!(await isAlive(ref))) return
  signalProcess(ref.pid, signal)
  const start = performance.now()
  while (await isAlive(ref)) {
    if (performance.now() - start > patience) signalProcess(ref.pid, 'SIGKILL')
    await nextLook(start)
  }
}

function signalProcess(pid: number, signal: NodeJS.Signals): void {
  try {
    process.kill(pid, signal)
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code !== 'ESRCH') throw error
  }
}

import { readdir, readFile, rm } from 'node:fs/promises'
import { setTimeout as sleep } from 'node:timers/promises'
import { findProcess, processWith, type ProcessMark } from './find-process.ts'

/** Milliseconds that a process has to end by itself. */
const PATIENCE = 1_000

/** A process that exits loses its command line first and its sockets later: only then may another take its place. */
async function hasEnded(pid: number): Promise<boolean> {
  const line = await readFile(`/proc/${String(pid)}/stat`, 'utf8').catch(() => '')
  // Its state stands after the name, which is in brackets; a zombie has given everything back.
  return line === '' || /^[ZX]/.test(line.slice(line.lastIndexOf(')') + 2))
}

/**
 * Ends whoever it is, if anybody, and takes its pid file away; resolves when it is gone. Looks again before each signal: a pid may
 * be somebody else's by now.
 */
export async function endProcess(mark: ProcessMark): Promise<void> {
  const found = await findProcess(mark)
  if (found !== undefined) await endOne(found.pid, mark)
  await rm(mark.pidFile, { force: true })
}

/** Ends every process that has the mark, whether a pid file names it or not. */
export async function endAll(mark: ProcessMark): Promise<void> {
  const pids = (await readdir('/proc')).filter((name) => /^\d+$/.test(name)).map(Number)
  for (const pid of pids) if ((await processWith(pid, mark)) !== undefined) await endOne(pid, mark)
}

async function endOne(pid: number, mark: ProcessMark): Promise<void> {
  for (const signal of ['SIGTERM', 'SIGKILL'] as const) {
    if ((await processWith(pid, mark)) === undefined) return
    try {
      process.kill(pid, signal)
    } catch {
      return
    }
    const until = performance.now() + PATIENCE
    while (performance.now() < until) {
      if (await hasEnded(pid)) return
      await sleep(5)
    }
  }
}

import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { setFlagsFromString } from 'node:v8'
import { runInNewContext } from 'node:vm'

const FOLDER = 'netloom-bench-'

/** What namespaces and folders of the run with this process id begin with. */
export const netnsPrefix = (pid: number): string => `nlb-${String(pid)}-`
export const folderPrefix = (pid: number): string => `${FOLDER}${String(pid)}-`
/** Name of the lab of the run with this process id; there is one at a time. */
export const labName = (pid: number): string => `bench_${String(pid)}`

/** A folder that goes with the process. */
export function temporaryFolder(): string {
  const folder = mkdtempSync(join(tmpdir(), folderPrefix(process.pid)))
  process.once('exit', () => {
    rmSync(folder, { recursive: true, force: true })
  })
  return folder
}

/** Milliseconds that `work` takes. */
export async function timed(work: () => Promise<unknown>): Promise<number> {
  const start = performance.now()
  await work()
  return performance.now() - start
}

/** Heap in use after everything unreachable is gone, bytes. */
export function settledHeap(): number {
  setFlagsFromString('--expose-gc')
  const gc = runInNewContext('gc') as () => void
  for (let round = 0; round < 4; round += 1) gc()
  return process.memoryUsage().heapUsed
}

/** Asks every few milliseconds until `find` answers. @throws {Error} saying what did not happen */
export async function until<T>(
  what: string,
  patienceMs: number,
  find: () => Promise<T | undefined>,
  pauseMs: number = 5,
): Promise<T> {
  const deadline = performance.now() + patienceMs
  for (;;) {
    const found = await find()
    if (found !== undefined) return found
    if (performance.now() > deadline) throw new Error(`${what}: not within ${String(patienceMs / 1_000)} s`)
    await new Promise((resolve) => setTimeout(resolve, pauseMs))
  }
}

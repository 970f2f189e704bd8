import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'

/** A folder that goes with the process. */
export function temporaryFolder(): string {
  const folder = mkdtempSync(join(tmpdir(), 'netloom-bench-'))
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

/** Heap in use after everything unreachable is gone, bytes. Needs `node --expose-gc`. */
export function settledHeap(): number {
  const { gc } = globalThis as { gc?: () => void }
  if (gc === undefined) throw new Error('run node with --expose-gc')
  for (let round = 0; round < 4; round += 1) gc()
  return process.memoryUsage().heapUsed
}

import { readFile } from 'node:fs/promises'
import type { ProcessRef } from './process-identity.ts'

/** Who a lock file names; undefined = there is no such file. */
export async function holderOf(lock: string): Promise<ProcessRef | undefined> {
  const text = await readFile(lock, 'utf8').catch(() => undefined)
  return text === undefined ? undefined : parse(text)
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

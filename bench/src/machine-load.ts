import { readFile } from 'node:fs/promises'

const LOOK_MS = 1_000

/** Share of the machine's processors, 0…1, that is busy while this process waits a second: others' work. */
export async function othersLoad(): Promise<number> {
  const before = await ticks()
  await new Promise((resolve) => setTimeout(resolve, LOOK_MS))
  const after = await ticks()
  const total = after.total - before.total
  return total === 0 ? 0 : 1 - (after.idle - before.idle) / total
}

/** Clock ticks since boot, of all processors (proc(5)). */
async function ticks(): Promise<{ readonly total: number; readonly idle: number }> {
  const [line = ''] = (await readFile('/proc/stat', 'utf8')).split('\n')
  const [user = 0, nice = 0, system = 0, idle = 0, iowait = 0, irq = 0, softirq = 0, steal = 0] = line
    .split(/\s+/)
    .slice(1)
    .map(Number)
  return { total: user + nice + system + idle + iowait + irq + softirq + steal, idle: idle + iowait }
}

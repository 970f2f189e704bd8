import { readFile } from 'node:fs/promises'

/** A process of ours, told apart from a later one with the same pid by its start time (clock ticks since boot). */
export interface ProcessRef {
  readonly pid: number
  readonly startTime: string
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

/** Where there is no `/proc`, a process is known by its pid alone. */
const NO_START_TIME = '0'

export async function isAlive(ref: ProcessRef | undefined): Promise<boolean> {
  if (ref === undefined) return false
  if (ref.startTime === NO_START_TIME && ref.pid > 0) return answersSignals(ref.pid)
  return (await processStartTime(ref.pid)) === ref.startTime
}

export async function ownProcess(): Promise<ProcessRef> {
  return { pid: process.pid, startTime: (await processStartTime(process.pid)) ?? NO_START_TIME }
}

function answersSignals(pid: number): boolean {
  try {
    process.kill(pid, 0)
    return true
  } catch (error) {
    return (error as NodeJS.ErrnoException).code === 'EPERM'
  }
}

import { randomBytes } from 'node:crypto'
import { ownProcess, type ProcessRef } from './process-identity.ts'

/** A name beside `file` that says whose it is, so that what a killed process leaves is known as such. */
export async function temporaryName(file: string): Promise<string> {
  const { pid, startTime } = await ownProcess()
  return `${file}.${String(pid)}-${startTime}.${randomBytes(6).toString('hex')}.tmp`
}

/** Who made a file of such a name; undefined = it is none. */
export function makerOf(name: string): ProcessRef | undefined {
  const [, pid, startTime] = /\.(\d+)-(\d+)\.[0-9a-f]{12}\.tmp$/.exec(name) ?? []
  return pid === undefined || startTime === undefined ? undefined : { pid: Number(pid), startTime }
}

import { createHash } from 'node:crypto'

/** Names in the two tables of one agent; several agents of a host keep apart by the name of their tables. */

/** The table of versions that had a chain for each port; all agents of a host shared it. */
export const OLD_TABLE = 'netloom'

export const tableName = (agent: string | undefined): string => `${OLD_TABLE}.${agent ?? 'host'}`

export type Direction = 'ingress' | 'egress'

export const groupChain = (direction: Direction, groupId: string): string => `group-${direction}.${groupId}`
export const classChain = (direction: Direction, hash: string): string => `groups-${direction}.${hash}`

/** Ports with the same groups share one class. */
export const classKey = (groupIds: readonly string[], stateful: boolean): string =>
  [stateful ? 'stateful' : 'stateless', ...groupIds].join(' ')

export const classHash = (key: string): string => createHash('sha256').update(key).digest('hex').slice(0, 16)

/** Single addresses are looked up by hash, prefixes apart from them: an interval set is dear to change. */
export const addressSet = (family: 4 | 6, groupId: string): string => `addresses${String(family)}.${groupId}`
export const prefixSet = (family: 4 | 6, groupId: string): string => `prefixes${String(family)}.${groupId}`

/** A number for a name that no other name has yet, the same again and again as long as that is so. */
export function freeNumber(name: string, [first, last]: readonly [number, number], taken: ReadonlySet<number>): number {
  const room = last - first + 1
  const start = createHash('sha256').update(name).digest().readUInt32BE(0) % room
  for (let step = 0; step < room; step += 1) {
    const number = first + ((start + step) % room)
    if (!taken.has(number)) return number
  }
  throw new Error(`no number is free for ${name}: all ${String(room)} from ${String(first)} on are taken`)
}

import { wrapMatch } from './match-codec.ts'
import { ALL_TABLES, ANY } from './protocol.ts'

const ADD = 2
const REMOVED = 4
const MODIFY = 8
const EVENT = { added: 1, removed: 2, modified: 3, resumed: 6 } as const

/** Body of a request to be told of changes that others make (OFPMP_FLOW_MONITOR); our own come as a word without a flow. */
export function encodeMonitorRequest(monitorId: number): Buffer {
  const head = Buffer.alloc(16)
  head.writeUInt32BE(monitorId, 0)
  head.writeUInt32BE(ANY, 4)
  head.writeUInt32BE(ANY, 8)
  head.writeUInt16BE(ADD | REMOVED | MODIFY, 12)
  head.writeUInt8(ALL_TABLES, 14)
  return Buffer.concat([head, wrapMatch(Buffer.alloc(0))])
}

/** What happened to a flow. `resumed`: the switch had too much to tell and has left out some of it. */
export type FlowChange =
  | {
      readonly type: 'added' | 'removed' | 'modified'
      readonly table: number
      readonly priority: number
      readonly cookie: bigint
    }
  | { readonly type: 'resumed' }

/** Reads one part of what a monitor tells. */
export function* decodeChanges(part: Buffer): Iterable<FlowChange> {
  for (let at = 0; at + 4 <= part.length; at += Math.max(8, part.readUInt16BE(at))) {
    const event = part.readUInt16BE(at + 2)
    if (event === EVENT.resumed) yield { type: 'resumed' }
    if (event < EVENT.added || event > EVENT.modified) continue
    const type = event === EVENT.added ? 'added' : event === EVENT.removed ? 'removed' : 'modified'
    yield {
      type,
      table: part.readUInt8(at + 4),
      priority: part.readUInt16BE(at + 10),
      cookie: part.readBigUInt64BE(at + 16),
    }
  }
}

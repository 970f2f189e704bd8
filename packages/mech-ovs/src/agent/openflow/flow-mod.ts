import { padded, unwrapMatch, wrapMatch, writeMatch } from './match-codec.ts'
import { ALL_TABLES, ANY } from './protocol.ts'

/** One change of a bridge's flow table. */
export interface FlowMod {
  /**
   * `add`: also in place of a flow of the same table, priority and match. `remove-one`: the flow of this table, priority, match
   * and cookie. `remove-all`: every flow of the cookie in the table.
   */
  readonly command: 'add' | 'remove-one' | 'remove-all'
  readonly table: number
  readonly priority: number
  readonly cookie: bigint
  /** Fields of the match; empty for `remove-all`. */
  readonly fields: Buffer
  /** Empty = drop. */
  readonly actions: Buffer
}

const COMMANDS = { add: 0, 'remove-all': 3, 'remove-one': 4 } as const
const ALL_BITS = 0xffff_ffff_ffff_ffffn
const NO_BUFFER = 0xffffffff
const APPLY_ACTIONS = 4

const HEAD = 40
const INSTRUCTION_HEAD = 8

/** Bytes of the body of OFPT_FLOW_MOD. */
export const flowModLength = ({ fields, actions }: FlowMod): number =>
  HEAD + padded(4 + fields.length) + (actions.length === 0 ? 0 : INSTRUCTION_HEAD + actions.length)

/** Body of OFPT_FLOW_MOD (OpenFlow 1.4, 7.3.4.1), into zeroed bytes. */
export function writeFlowMod(mod: FlowMod, bytes: Buffer, at: number): void {
  const { command, table, priority, cookie, fields, actions } = mod
  bytes.writeBigUInt64BE(cookie, at)
  // Whatever has taken the place of our flow meanwhile has another cookie and is left alone.
  if (command !== 'add') bytes.writeBigUInt64BE(ALL_BITS, at + 8)
  bytes.writeUInt8(table, at + 16)
  bytes.writeUInt8(COMMANDS[command], at + 17)
  bytes.writeUInt16BE(priority, at + 22)
  bytes.writeUInt32BE(NO_BUFFER, at + 24)
  bytes.writeUInt32BE(ANY, at + 28)
  bytes.writeUInt32BE(ANY, at + 32)
  const instructions = writeMatch(fields, bytes, at + HEAD)
  if (actions.length === 0) return
  bytes.writeUInt16BE(APPLY_ACTIONS, instructions)
  bytes.writeUInt16BE(INSTRUCTION_HEAD + actions.length, instructions + 2)
  actions.copy(bytes, instructions + INSTRUCTION_HEAD)
}

/** What a flow does, out of its instructions; `others` are instructions that we never write. */
export function unwrapActions(bytes: Buffer): { readonly actions: Buffer; readonly others: readonly string[] } {
  let actions: Buffer = Buffer.alloc(0)
  const others: string[] = []
  for (let at = 0; at + 4 <= bytes.length;) {
    const length = Math.max(8, bytes.readUInt16BE(at + 2))
    if (bytes.readUInt16BE(at) === APPLY_ACTIONS) actions = bytes.subarray(at + 8, at + length)
    else others.push(bytes.toString('hex', at, at + length))
    at += length
  }
  return { actions, others }
}

/** Which flows of a bridge to read: those whose cookie has these bits under this mask. */
export interface FlowFilter {
  readonly cookie: bigint
  readonly mask: bigint
}

/** Body of a request for flows (OFPMP_FLOW). */
export function encodeFlowRequest({ cookie, mask }: FlowFilter): Buffer {
  const head = Buffer.alloc(32)
  head.writeUInt8(ALL_TABLES, 0)
  head.writeUInt32BE(ANY, 4)
  head.writeUInt32BE(ANY, 8)
  head.writeBigUInt64BE(cookie, 16)
  head.writeBigUInt64BE(mask, 24)
  return Buffer.concat([head, wrapMatch(Buffer.alloc(0))])
}

/** A flow as it is on the wire. */
export interface WireFlow {
  readonly table: number
  readonly priority: number
  readonly cookie: bigint
  /** Seconds since it was added. */
  readonly age: number
  /** Packets that it has taken since it was added. */
  readonly packets: bigint
  /** Whether it goes by itself after a time. */
  readonly expires: boolean
  readonly fields: Buffer
  readonly actions: Buffer
  readonly otherInstructions: readonly string[]
}

/** Reads one part of an answer to `encodeFlowRequest`. */
export function* decodeFlows(part: Buffer): Iterable<WireFlow> {
  for (let at = 0; at + 48 <= part.length;) {
    const end = at + Math.max(48, part.readUInt16BE(at))
    const { fields, end: instructions } = unwrapMatch(part, at + 48)
    const { actions, others } = unwrapActions(part.subarray(instructions, end))
    yield {
      table: part.readUInt8(at + 2),
      priority: part.readUInt16BE(at + 12),
      cookie: part.readBigUInt64BE(at + 24),
      age: part.readUInt32BE(at + 4) + part.readUInt32BE(at + 8) / 1e9,
      packets: part.readBigUInt64BE(at + 32),
      expires: part.readUInt32BE(at + 14) !== 0,
      fields,
      actions,
      otherInstructions: others,
    }
    at = end
  }
}

import type { LearnAction } from '../flow/flow-action.ts'
import { actionField } from './action-fields.ts'
import { NICIRA } from './protocol.ts'

export const NXAST_LEARN = 16

/** Flags in front of each part of a learned flow (Open vSwitch, `nx_action_learn`). */
const IMMEDIATE = 0x2000
const LOAD = 0x0800
const OUTPUT = 0x1000

/**
 * What Neutron's table 10 learns: the VLAN and, as destination, the source MAC of the packet; then takes the tag away, sets
 * the packet's tunnel id and sends to the port it came in by.
 */
const SPECS = Buffer.concat([
  part(12, field('vlan_tci'), field('vlan_tci')),
  part(48, field('eth_src'), field('eth_dst')),
  part(IMMEDIATE | LOAD | 16, Buffer.alloc(2), field('vlan_tci')),
  part(LOAD | 64, field('tunnel_id'), field('tunnel_id')),
  part(OUTPUT | 16, field('in_port')),
])

const HEAD = 32
const LENGTH = (HEAD + SPECS.length + 7) & ~7

export function encodeLearn({ table, priority, hardTimeout }: LearnAction): Buffer {
  const bytes = Buffer.alloc(LENGTH)
  bytes.writeUInt16BE(0xffff, 0)
  bytes.writeUInt16BE(LENGTH, 2)
  bytes.writeUInt32BE(NICIRA, 4)
  bytes.writeUInt16BE(NXAST_LEARN, 8)
  bytes.writeUInt16BE(hardTimeout, 12)
  bytes.writeUInt16BE(priority, 14)
  bytes.writeUInt8(table, 26)
  SPECS.copy(bytes, HEAD)
  return bytes
}

/** undefined = it learns something else. */
export function decodeLearn(bytes: Buffer): LearnAction | undefined {
  if (bytes.length !== LENGTH) return undefined
  const learn: LearnAction = {
    type: 'learn-source',
    table: bytes.readUInt8(26),
    priority: bytes.readUInt16BE(14),
    hardTimeout: bytes.readUInt16BE(12),
  }
  return encodeLearn(learn).equals(bytes) ? learn : undefined
}

function field(name: Parameters<typeof actionField>[0]): Buffer {
  const bytes = Buffer.alloc(6)
  bytes.writeUInt32BE(actionField(name).nxm, 0)
  return bytes
}

function part(header: number, ...fields: readonly Buffer[]): Buffer {
  const bytes = Buffer.alloc(2)
  bytes.writeUInt16BE(header, 0)
  return Buffer.concat([bytes, ...fields])
}

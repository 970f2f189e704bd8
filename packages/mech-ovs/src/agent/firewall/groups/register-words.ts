import type { FlowMatch, Registers } from '../../flow/flow-match.ts'
import { fieldBytes } from '../../openflow/field-values.ts'
import { ETHER } from '../guards/guard-tables.ts'

const word = (hex: string, at: number): string => `0x${hex.slice(8 * at, 8 * at + 8)}`

/** The group that is asked. Pure. */
export function askedGroup(groupId: string): Registers {
  const hex = groupId.replaceAll('-', '')
  return { reg0: word(hex, 0), reg1: word(hex, 1), reg2: word(hex, 2), reg3: word(hex, 3) }
}

/** The remote that is asked. Pure. */
export function askedRemote(remoteId: string): Registers {
  const hex = remoteId.replaceAll('-', '')
  return { reg8: word(hex, 0), reg9: word(hex, 1), reg10: word(hex, 2), reg11: word(hex, 3) }
}

/** IP packets whose other side has this address, or one with this prefix. Pure. @throws {TypeError} */
export function otherSide(prefix: string): FlowMatch {
  const isV6 = prefix.includes(':')
  const width = isV6 ? 16 : 4
  const { value, mask = Buffer.alloc(width, 0xff) } = fieldBytes(prefix, isV6 ? 'ipv6' : 'ipv4', width)
  const registers = ['reg12', 'reg13', 'reg14', 'reg15'] as const
  const match: Record<string, string> = {}
  for (let at = 0; at < width / 4; at++) {
    const [name, counted] = [registers[at] ?? 'reg12', mask.readUInt32BE(4 * at)]
    if (counted !== 0) match[name] = `0x${value.readUInt32BE(4 * at).toString(16)}/0x${counted.toString(16)}`
  }
  return { ethType: isV6 ? ETHER.ipv6 : ETHER.ipv4, ...match }
}

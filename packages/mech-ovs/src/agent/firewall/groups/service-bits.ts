import type { SecurityRuleItem } from '@netloom/core/firewall'
import type { Bits } from '../../flow/flow-match.ts'
import { portMasks } from './port-masks.ts'

const ICMP: ReadonlySet<number> = new Set([1, 58])
const PROTOCOL = 0xff0000

/**
 * Register 4 as a rule wants it: protocol in bits 16 to 23, below it the port of the other end, or type and code of an ICMP. One
 * for each mask that the ports need; `undefined` = any protocol. Pure.
 */
export function serviceBits(
  rule: Pick<SecurityRuleItem, 'protocol' | 'portMin' | 'portMax'>,
): readonly (Bits | undefined)[] {
  const { protocol, portMin, portMax } = rule
  if (protocol === null) return [undefined]
  const over = protocol << 16
  if (ICMP.has(protocol)) {
    if (portMin === null) return [bits(over, PROTOCOL)]
    return [portMax === null ? bits(over | (portMin << 8), 0xffff00) : bits(over | (portMin << 8) | portMax, 0xffffff)]
  }
  if (portMin === null || portMax === null) return [bits(over, PROTOCOL)]
  return portMasks(portMin, portMax).map(({ value, mask }) => bits(over | value, PROTOCOL | mask))
}

const bits = (value: number, mask: number): string => `0x${value.toString(16)}/0x${mask.toString(16)}`

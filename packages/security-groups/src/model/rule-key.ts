import type { RuleMatch } from './security-group-rule.ts'
import { protocolIdentity } from './protocols.ts'

const EVERYWHERE: ReadonlySet<string> = new Set(['0.0.0.0/0', '::/0'])

/** Two rules of a group with the same key are one: a protocol's name is its number, and everywhere is no prefix. */
export function ruleKeyOf(match: RuleMatch): string {
  const { remoteIpPrefix: prefix, protocol } = match
  const parts = [
    match.direction,
    match.ethertype,
    protocol === null ? null : protocolIdentity(protocol),
    match.portRangeMin,
    match.portRangeMax,
    match.remoteGroupId,
    match.remoteAddressGroupId,
    prefix === null || EVERYWHERE.has(prefix) ? null : prefix,
  ]
  return parts.map((part) => part ?? '+').join(' ')
}

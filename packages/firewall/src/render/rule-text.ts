import { canonicalAddress, canonicalPrefix } from '@netloom/core/kit'
import type { RuleItem } from '../wire/firewall-items.ts'

const VERDICTS = { allow: 'return', deny: 'drop', reject: 'reject' } as const
const FAMILIES = { 4: { number: 2, ip: 'ip' }, 6: { number: 10, ip: 'ip6' } } as const

/**
 * A rule in the words of `nft -n`. It asks for the first packet of a connection, as it was before any address was rewritten on the way
 * out and after it was on the way in, so that it says the same of every later packet, replies among them. What is allowed
 * returns: the other end is still to be asked.
 */
export function ruleText(rule: RuleItem): string {
  const { ip, number } = FAMILIES[rule.ipVersion]
  return [
    `meta nfproto ${String(number)}`,
    ...(rule.protocol === null ? [] : [`meta l4proto ${String(rule.protocol)}`]),
    ...(isAny(rule.source) ? [] : [`ct original ${ip} saddr ${addressText(rule.source)}`]),
    ...(isAny(rule.destination) ? [] : [`ct reply ${ip} saddr ${addressText(rule.destination)}`]),
    ...(rule.sourcePorts === null ? [] : [`ct original proto-src ${portsText(rule.sourcePorts)}`]),
    ...(rule.destinationPorts === null ? [] : [`ct reply proto-src ${portsText(rule.destinationPorts)}`]),
    VERDICTS[rule.action],
    `comment "rule ${rule.id}"`,
  ].join(' ')
}

const isAny = (prefix: string | null): prefix is null => prefix === null || prefix.endsWith('/0')

/** One address without its mask. */
function addressText(prefix: string): string {
  const [base = '', length] = prefix.split('/')
  const isSingle = length === undefined || length === (base.includes(':') ? '128' : '32')
  return (isSingle ? canonicalAddress(base) : canonicalPrefix(prefix)) ?? prefix
}

const portsText = ([first, last]: readonly [number, number]): string =>
  first === last ? String(first) : `${String(first)}-${String(last)}`

import type { AlwaysAllowed, SecurityRuleItem } from '@netloom/core/firewall'
import { plainAddress } from './nft-words.ts'
import { addressSet, prefixSet } from './table-names.ts'

const ICMP = 1
const ICMPV6 = 58
const WITH_PORTS: Readonly<Record<number, string>> = { 6: 'tcp', 17: 'udp', 33: 'dccp', 132: 'sctp', 136: 'udplite' }
const LAST_PORT = 65_535

type Match = Pick<AlwaysAllowed, 'direction' | 'ethertype' | 'protocol' | 'portMin' | 'portMax' | 'sourcePort'>

/** What a rule allows, as nftables writes it. Nothing for a rule that no packet can match. Pure. */
export function ruleMatches(rule: SecurityRuleItem): readonly string[] {
  const remotes = remotesOf(rule)
  return remotes.flatMap((remote) => {
    const protocol = protocolMatch(rule, remote !== '')
    return protocol === undefined ? [] : [[remote, protocol].filter((part) => part !== '').join(' ')]
  })
}

/** … of what every port may. */
export const alwaysMatch = (always: AlwaysAllowed): string => protocolMatch(always, false) ?? ''

/** One for each way in which the other side can be told; the empty text = any. */
function remotesOf(rule: SecurityRuleItem): readonly string[] {
  const family = rule.ethertype === 'IPv4' ? 4 : 6
  const word = `${family === 4 ? 'ip' : 'ip6'} ${rule.direction === 'ingress' ? 'saddr' : 'daddr'}`
  const group = rule.remoteGroupId ?? rule.remoteAddressGroupId
  if (rule.remotePrefix !== null) {
    const prefix = plainAddress(rule.remotePrefix)
    if (prefix?.family !== family) return []
    return [prefix.text.endsWith('/0') ? '' : `${word} ${prefix.text}`]
  }
  if (group === null) return ['']
  return [`${word} @${addressSet(family, group)}`, `${word} . meta nfproto @${prefixSet(family, group)}`]
}

/** undefined = no packet is like that. `hasAddress`: the family is told already. */
function protocolMatch(match: Match, hasAddress: boolean): string | undefined {
  const { ethertype, protocol, portMin, portMax, sourcePort } = match
  const family = hasAddress ? '' : `meta nfproto ${ethertype === 'IPv4' ? '2' : '10'}`
  const together = (...parts: string[]): string => [family, ...parts].filter((part) => part !== '').join(' ')
  if (protocol === null) return family
  if (protocol === ICMP || protocol === ICMPV6) {
    if (portMin === null && portMax === null) return together(`meta l4proto ${String(protocol)}`)
    return icmpMatch(match)
  }
  const name = WITH_PORTS[protocol]
  const source = sourcePort === undefined || name === undefined ? '' : `${name} sport ${String(sourcePort)}`
  if (portMin === null || portMax === null) return together(source === '' ? `meta l4proto ${String(protocol)}` : source)
  if (name === undefined || portMin > portMax) return undefined
  if (portMin === 0 && portMax === LAST_PORT) return together(source, `meta l4proto ${String(protocol)}`)
  return together(
    source,
    `${name} dport ${portMin === portMax ? String(portMin) : `${String(portMin)}-${String(portMax)}`}`,
  )
}

/** Types of the other family's ICMP are no packet of this one's. */
function icmpMatch({ ethertype, protocol, portMin, portMax }: Match): string | undefined {
  if ((protocol === ICMPV6) !== (ethertype === 'IPv6')) return undefined
  const word = protocol === ICMP ? 'icmp' : 'icmpv6'
  return [
    ...(portMin === null ? [] : [`${word} type ${String(portMin)}`]),
    ...(portMax === null ? [] : [`${word} code ${String(portMax)}`]),
  ].join(' ')
}

/** Sets that these lines look into. */
export const setsOf = (matches: readonly string[]): readonly string[] =>
  matches.flatMap((line) => [...line.matchAll(/@(\S+)/g)].map(([, name = '']) => name))

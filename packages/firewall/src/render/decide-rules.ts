import { parseAddress, parseCidr, cidrContains } from '@netloom/core/kit'
import type { RuleItem } from '../wire/firewall-items.ts'

/** The first packet of a connection. */
export interface FirstPacket {
  readonly ipVersion: 4 | 6
  readonly protocol: number
  readonly source: string
  readonly destination: string
  /** Of protocols that have ports. */
  readonly sourcePort?: number
  readonly destinationPort?: number
}

export interface RuleDecision {
  readonly verdict: 'allow' | 'deny' | 'reject'
  /** Absent = no rule matches: nothing else passes. */
  readonly ruleId?: string
}

/** What a policy says of a packet. Pure; the model that rulesets are held to. */
export function decideRules(rules: readonly RuleItem[], packet: FirstPacket): RuleDecision {
  const found = rules.find((rule) => matches(rule, packet))
  return found === undefined ? { verdict: 'deny' } : { verdict: found.action, ruleId: found.id }
}

/** What both ends say together: a packet has to be allowed by what it comes from and by what it goes to. */
export function decidePath(
  leaving: readonly RuleItem[] | 'open' | 'closed',
  entering: readonly RuleItem[] | 'open' | 'closed',
  packet: FirstPacket,
): RuleDecision {
  for (const end of [leaving, entering]) {
    if (end === 'open') continue
    const decision: RuleDecision = end === 'closed' ? { verdict: 'deny' } : decideRules(end, packet)
    if (decision.verdict !== 'allow') return decision
  }
  return { verdict: 'allow' }
}

function matches(rule: RuleItem, packet: FirstPacket): boolean {
  return (
    rule.ipVersion === packet.ipVersion &&
    (rule.protocol === null || rule.protocol === packet.protocol) &&
    isIn(rule.source, packet.source) &&
    isIn(rule.destination, packet.destination) &&
    isBetween(rule.sourcePorts, packet.sourcePort) &&
    isBetween(rule.destinationPorts, packet.destinationPort)
  )
}

function isIn(prefix: string | null, address: string): boolean {
  if (prefix === null) return true
  const text = prefix.includes('/') ? prefix : `${prefix}/${prefix.includes(':') ? '128' : '32'}`
  const [cidr, found] = [parseCidr(text), parseAddress(address)]
  return cidr !== undefined && found !== undefined && cidrContains(cidr, found)
}

const isBetween = (range: readonly [number, number] | null, port: number | undefined): boolean =>
  range === null || (port !== undefined && port >= range[0] && port <= range[1])

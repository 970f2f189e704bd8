import { isAmong } from './allowed-senders.ts'
import { ALWAYS_ALLOWED, type AlwaysAllowed } from './always-allowed.ts'
import type { PortGroups, SecurityRuleItem } from './security-group-items.ts'

/** An IP packet as a port sends (`egress`) or gets (`ingress`) it. */
export interface Packet {
  readonly direction: 'ingress' | 'egress'
  readonly source: string
  readonly destination: string
  /** Number of the IP protocol; of IPv6, behind all extension headers. */
  readonly protocol: number
  readonly sourcePort?: number
  readonly destinationPort?: number
  readonly icmpType?: number
  readonly icmpCode?: number
  /** What connection tracking says of it: an answer of a connection that may be is `reply`, a packet of none is `invalid`. */
  readonly state: 'new' | 'reply' | 'invalid'
}

/** What groups, and the rules of them, a decision rests on. */
export interface FirewallView {
  rulesOf(groupId: string): Iterable<SecurityRuleItem>
  /** Addresses and prefixes of all members. */
  membersOf(groupId: string): Iterable<string>
  prefixesOf(addressGroupId: string): Iterable<string>
}

/** Who decided. */
export type Decision =
  | { readonly allow: true; readonly by: 'always'; readonly what: string }
  | { readonly allow: true; readonly by: 'reply' }
  | { readonly allow: true; readonly by: 'rule'; readonly groupId: string; readonly ruleId: string }
  | { readonly allow: false; readonly by: 'invalid' }
  | { readonly allow: false; readonly by: 'no rule' }

/**
 * What becomes of a packet at a port with groups, once the port's guard has let it pass. Every engine is measured against it. Of
 * several rules that allow it any may be named. INVALID is dropped before rules are asked; Neutron's iptables driver asks them
 * first (LP 1460741). Pure.
 */
export function decide(packet: Packet, { groupIds, stateful }: PortGroups, view: FirewallView): Decision {
  const always = ALWAYS_ALLOWED.find((one) => matches(one, packet))
  if (always !== undefined) return { allow: true, by: 'always', what: always.what }
  if (stateful && packet.state === 'reply') return { allow: true, by: 'reply' }
  if (stateful && packet.state === 'invalid') return { allow: false, by: 'invalid' }
  for (const groupId of groupIds) {
    for (const rule of view.rulesOf(groupId)) {
      if (matches(rule, packet) && isRemote(rule, packet, view)) {
        return { allow: true, by: 'rule', groupId, ruleId: rule.id }
      }
    }
  }
  return { allow: false, by: 'no rule' }
}

type Match = Omit<AlwaysAllowed, 'what'>

const ICMP = new Set([1, 58])

/** Direction, family, protocol and ports; not the remote. */
function matches({ direction, ethertype, protocol, portMin, portMax, sourcePort }: Match, packet: Packet): boolean {
  if (direction !== packet.direction || (ethertype === 'IPv6') !== packet.source.includes(':')) return false
  if (protocol === null) return true
  if (protocol !== packet.protocol) return false
  if (ICMP.has(protocol)) return agrees(portMin, packet.icmpType) && agrees(portMax, packet.icmpCode)
  if (sourcePort !== undefined && sourcePort !== packet.sourcePort) return false
  if (portMin === null || portMax === null) return true
  const { destinationPort } = packet
  return destinationPort !== undefined && portMin <= destinationPort && destinationPort <= portMax
}

const agrees = (asked: number | null, has: number | undefined): boolean => asked === null || asked === has

function isRemote(rule: SecurityRuleItem, packet: Packet, view: FirewallView): boolean {
  const remote = packet.direction === 'ingress' ? packet.source : packet.destination
  const { remoteAddressGroupId, remoteGroupId, remotePrefix } = rule
  if (remotePrefix !== null) return isAmong([remotePrefix], remote)
  if (remoteGroupId !== null) return isAmong(view.membersOf(remoteGroupId), remote)
  return remoteAddressGroupId === null || isAmong(view.prefixesOf(remoteAddressGroupId), remote)
}

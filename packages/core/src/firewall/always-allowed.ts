import type { SecurityRuleItem } from './security-group-items.ts'

/** A match as rules have it, for what passes whatever the groups say. */
export type AlwaysAllowed = Pick<SecurityRuleItem, 'direction' | 'ethertype' | 'protocol' | 'portMin' | 'portMax'> & {
  readonly sourcePort?: number
  /** In a few words, for traces and comments. */
  readonly what: string
}

const UDP = 17
const ICMPV6 = 58

const dhcp = (direction: 'ingress' | 'egress', from: number, to: number, ipVersion: 4 | 6): AlwaysAllowed => ({
  direction,
  ethertype: ipVersion === 4 ? 'IPv4' : 'IPv6',
  protocol: UDP,
  sourcePort: from,
  portMin: to,
  portMax: to,
  what: ipVersion === 4 ? 'DHCP' : 'DHCPv6',
})

const icmpv6 = (direction: 'ingress' | 'egress', type: number, what: string): AlwaysAllowed => ({
  direction,
  ethertype: 'IPv6',
  protocol: ICMPV6,
  portMin: type,
  portMax: null,
  what,
})

/**
 * What a filtered port may always send and get: it finds its address, its neighbours and its routers. Guards have looked at it
 * before: a port is still neither DHCP server nor router, and tells of no neighbour but itself. Neutron: the fixed rules of its
 * iptables driver (features 7.32), its `ICMPV6_ALLOWED_INGRESS_TYPES` and `…_EGRESS_TYPES`; types of RFC 4443, 4861, 2710, 3810.
 */
export const ALWAYS_ALLOWED: readonly AlwaysAllowed[] = [
  dhcp('egress', 68, 67, 4),
  dhcp('ingress', 67, 68, 4),
  dhcp('egress', 546, 547, 6),
  dhcp('ingress', 547, 546, 6),
  icmpv6('egress', 130, 'multicast listener query'),
  icmpv6('egress', 131, 'multicast listener report'),
  icmpv6('egress', 132, 'multicast listener done'),
  icmpv6('egress', 133, 'router solicitation'),
  icmpv6('egress', 135, 'neighbour solicitation'),
  icmpv6('egress', 136, 'neighbour advertisement'),
  icmpv6('egress', 143, 'multicast listener report'),
  icmpv6('ingress', 130, 'multicast listener query'),
  icmpv6('ingress', 134, 'router advertisement'),
  icmpv6('ingress', 135, 'neighbour solicitation'),
  icmpv6('ingress', 136, 'neighbour advertisement'),
]

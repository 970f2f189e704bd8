/** Neutron: `IP_PROTOCOL_MAP`, in its order. */
const NUMBERS: Readonly<Record<string, number>> = {
  ah: 51,
  dccp: 33,
  egp: 8,
  esp: 50,
  gre: 47,
  hopopt: 0,
  icmp: 1,
  igmp: 2,
  ip: 0,
  ipip: 4,
  'ipv6-encap': 41,
  'ipv6-frag': 44,
  'ipv6-icmp': 58,
  icmpv6: 58,
  'ipv6-nonxt': 59,
  'ipv6-opts': 60,
  'ipv6-route': 43,
  ospf: 89,
  pgm: 113,
  rsvp: 46,
  sctp: 132,
  tcp: 6,
  udp: 17,
  udplite: 136,
  vrrp: 112,
}

export const PROTOCOL_NAMES: readonly string[] = Object.keys(NUMBERS)

/** The name that Neutron takes a number for; of two names of one number the later, but for `icmpv6`, which is the old one. */
const NAMES: ReadonlyMap<number, string> = new Map(
  Object.entries(NUMBERS).flatMap(([name, number]) => (name === 'icmpv6' ? [] : [[number, name] as const])),
)

export const ICMP = 1
export const ICMPV6 = 58
/** Whose packets have ports: dccp, sctp, tcp, udp, udplite. */
export const WITH_PORTS: ReadonlySet<number> = new Set([33, 132, 6, 17, 136])
/** There only in IPv6, by whatever name: services.md A0. */
const IPV6_ONLY: ReadonlySet<number> = new Set([41, 43, 44, 58, 59, 60])

/** Of a protocol as rules have it. */
export function protocolNumber(protocol: string): number {
  return (Object.hasOwn(NUMBERS, protocol) ? NUMBERS[protocol] : undefined) ?? Number(protocol)
}

/** Two protocols are one when they have the same: a number counts as its name. */
export function protocolIdentity(protocol: string): string {
  const number = protocolNumber(protocol)
  return Object.hasOwn(NUMBERS, protocol) ? protocol : (NAMES.get(number) ?? String(number))
}

export const isIpv6Only = (protocol: string): boolean => IPV6_ONLY.has(protocolNumber(protocol))

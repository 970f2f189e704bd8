import type { ApiVersion } from '../store/tables.ts'

const NUMBERS: Readonly<Record<string, number>> = {
  icmp: 1,
  tcp: 6,
  udp: 17,
  dccp: 33,
  'ipv6-icmp': 58,
  sctp: 132,
}

/** What rules of a version may name; in the order of Neutron's messages. */
export const PROTOCOLS: Readonly<Record<ApiVersion, readonly (string | null)[]>> = {
  1: [null, 'tcp', 'udp', 'icmp'],
  2: [null, 'dccp', 'icmp', 'ipv6-icmp', 'sctp', 'tcp', 'udp'],
}

/** The number that packets have. `icmp` of IPv6 is its own ICMP. */
export function protocolNumber(name: string, ipVersion: 4 | 6): number {
  return name === 'icmp' && ipVersion === 6 ? 58 : (NUMBERS[name] ?? 0)
}

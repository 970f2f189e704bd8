/** A rule that is asked for; `{{…}}` are ids that differ from cloud to cloud. */
export type RuleRequest = Readonly<Record<string, unknown>>

/** The same numbers from the same seed, everywhere: mulberry32. */
function dice(seed: number): (below: number) => number {
  let state = seed
  return (below) => {
    state = (state + 0x6d2b79f5) | 0
    let mixed = Math.imul(state ^ (state >>> 15), 1 | state)
    mixed = (mixed + Math.imul(mixed ^ (mixed >>> 7), 61 | mixed)) ^ mixed
    return ((mixed ^ (mixed >>> 14)) >>> 0) % below
  }
}

const NOBODY = '3b6c5b1a-6f4e-4a55-9d0c-0f3f6cf1a111'
const COMMON = ['tcp', 'udp', 'icmp', 6, '17', 'ipv6-icmp', 'icmpv6', 1, 58, null]
const WITH_PORTS = ['tcp', 'udp', 6, '17', 'sctp', 'icmp', 'TCP', 'dccp']
const RARE = ['TCP', 'Sctp', 'gre', 'hopopt', 'ip', 0, 47, 255, 256, -1, 'foo', '', 'any', 'ah', '112', 33, 'udplite']
const IPV6_ONLY = ['ipv6-encap', 'ipv6-frag', 'ipv6-nonxt', 'ipv6-opts', 'ipv6-route', 41, 43, 44, 59, '60']
const PORTS = [1, 22, '80', 443, 65_535, 255, 0, 8]
const ODD_PORTS = [65_536, -1, 'x', '', null, 256]
const PREFIXES = ['10.0.0.0/8', '10.1.2.3', '10.1.2.3/16', '0.0.0.0/0', '192.0.2.1/255.255.255.0', '172.16.0.0/12']
const PREFIXES6 = ['2001:db8::/32', '2001:DB8::1', '::/0', 'fe80::1/64', '2001:db8:0:0::0/64']
const ODD_PREFIXES = ['10.0.0.0/33', 'foo', '', '10.0.0.256', '2001:db8::/129', '10.0.0.0/8; drop', null]
const REMOTES = ['{{remote}}', '{{remote}}', NOBODY, 'abc', '', null]

/** So many requests for rules, each for one of a few groups: good ones, bad ones, and the same again in other words. */
export function ruleRequests(count: number, seed: number): readonly RuleRequest[] {
  const below = dice(seed)
  const one = <T>(list: readonly T[]): T => list[below(list.length)] as T
  const now = (percent: number): boolean => below(100) < percent
  const made: RuleRequest[] = []
  while (made.length < count) {
    // the same again, in other words or not
    if (made.length > 10 && now(8)) {
      made.push({ ...one(made), description: 'again' })
      continue
    }
    const six = now(35)
    const ports = now(45) ? 'none' : now(75) ? 'both' : one(['min', 'max'])
    const fits = ports !== 'none' && now(70)
    const protocol = fits ? one(WITH_PORTS) : now(75) ? one(COMMON) : now(50) ? one(RARE) : one(IPV6_ONLY)
    const range = [one(PORTS), one(PORTS)].sort((a, b) => Number(a) - Number(b))
    made.push({
      security_group_id: now(95) ? `{{g${String(below(3))}}}` : one([NOBODY, 'abc']),
      direction: now(96) ? one(['ingress', 'egress']) : one(['up', '', 'Ingress']),
      ...(six ? { ethertype: now(92) ? 'IPv6' : one(['ipv6', 'ARP', 4]) } : now(30) && { ethertype: 'IPv4' }),
      ...((fits || now(75)) && { protocol }),
      ...((ports === 'both' || ports === 'min') && { port_range_min: now(93) ? range[0] : one(ODD_PORTS) }),
      ...((ports === 'both' || ports === 'max') && { port_range_max: now(93) ? range[1] : one(ODD_PORTS) }),
      ...(now(35) && { remote_ip_prefix: now(85) ? one(six ? PREFIXES6 : PREFIXES) : one(ODD_PREFIXES) }),
      ...(now(5) && { remote_ip_prefix: one([...PREFIXES, ...PREFIXES6]) }),
      ...(now(15) && { remote_group_id: one(REMOTES) }),
      ...(now(10) && { remote_address_group_id: one(['{{addresses}}', '{{addresses}}', NOBODY, null]) }),
      ...(now(15) && { description: one(['why', '', 'x'.repeat(255), 'x'.repeat(256)]) }),
    })
  }
  return made
}

export const REQUESTS: readonly RuleRequest[] = ruleRequests(220, 13)

import { icmp } from '../frames/icmp.ts'
import { v4, v6 } from '../frames/packets.ts'
import { tcp, udp } from '../frames/transports.ts'
import {
  by,
  enters,
  in4,
  in6,
  isKeptIn,
  isKeptOut,
  leaves,
  otherEnters,
  otherIsKeptOut,
  out4,
  out6,
  rows,
  tcpPorts,
} from '../cases/rows.ts'
import type { VerdictCase, VerdictPlace } from '../cases/verdict-case.ts'

const peer = ({ peer }: VerdictPlace): readonly string[] => [peer.ip, peer.ip6]
const nobody = (): readonly string[] => []
/** `10.1.2.5` → `10.1.2.<last>/<length>` */
const v4Prefix =
  (last: number, length: number) =>
  ({ port }: VerdictPlace): string =>
    `${port.ip.replace(/\d+$/, String(last))}/${String(length)}`
const v6Prefix =
  (last: string, length: number) =>
  ({ port }: VerdictPlace): string =>
    `${port.ip6.replace(/[^:]+$/, last)}/${String(length)}`
const members = in4({ remote: 'members' })
const addresses = in4({ remote: 'addresses' })

export const PREFIXES: readonly VerdictCase[] = rows('a remote prefix is where the other side is', [
  [
    'a single address',
    [in4({ prefix: v4Prefix(6, 32) })],
    [enters(v4(udp(1)), by('rule')), otherIsKeptOut(v4(udp(1)))],
  ],
  ['a prefix with the peer in it', [in4({ prefix: v4Prefix(4, 30) })], enters(v4(tcp(1)))],
  [
    'a prefix next to the peer',
    [in4({ prefix: v4Prefix(4, 31) })],
    [isKeptOut(v4(udp(1))), otherIsKeptOut(v4(udp(1)))],
  ],
  ['a prefix next to the peer, on the other side', [in4({ prefix: v4Prefix(8, 30) })], isKeptOut(v4(udp(1)))],
  ['all of IPv4', [in4({ prefix: '0.0.0.0/0' })], [enters(v4(udp(1))), isKeptOut(v6(udp(1)))]],
  ['all of IPv6', [in6({ prefix: '::/0' })], [enters(v6(udp(1))), isKeptOut(v4(udp(1)))]],
  [
    'half of IPv4',
    [in4({ prefix: '0.0.0.0/1' }), in4({ prefix: '128.0.0.0/1', ...tcpPorts(1) })],
    [enters(v4(udp(1))), enters(v4(tcp(1)))],
  ],
  ['a single address of IPv6', [in6({ prefix: v6Prefix('6', 128) })], [enters(v6(udp(1))), otherIsKeptOut(v6(udp(1)))]],
  ['a prefix of IPv6', [in6({ prefix: v6Prefix('4', 126) })], [enters(v6(udp(1))), otherEnters(v6(udp(2)))]],
  ['a prefix of IPv6 next to the peer', [in6({ prefix: v6Prefix('4', 127) })], isKeptOut(v6(udp(1)))],
  ['out to a single address', [out4({ prefix: v4Prefix(6, 32) })], leaves(v4(udp(1)), by('rule'))],
  ['out to a prefix next to the peer', [out4({ prefix: v4Prefix(8, 29) })], isKeptIn(v4(udp(1)))],
  ['out to a prefix of IPv6', [out6({ prefix: v6Prefix('0', 64) })], leaves(v6(udp(1)))],
  ['out to another prefix of IPv6', [out6({ prefix: '2001:db8::/32' })], isKeptIn(v6(udp(1)))],
  ['the prefix is of the destination, out', [out4({ prefix: v4Prefix(5, 32) })], isKeptIn(v4(udp(1)))],
  ['the prefix is of the source, in', [in4({ prefix: v4Prefix(5, 32) })], isKeptOut(v4(udp(1)))],
  [
    'a prefix and a port',
    [in4({ prefix: v4Prefix(6, 32), ...tcpPorts(80) })],
    [enters(v4(tcp(80))), isKeptOut(v4(tcp(81))), otherIsKeptOut(v4(tcp(80)))],
  ],
])

export const REMOTE_GROUPS: readonly VerdictCase[] = rows('a remote group is the addresses of its members', [
  ['a member', [members], [enters(v4(udp(1)), by('rule')), otherIsKeptOut(v4(udp(1)))], { members: peer }],
  [
    'a member of IPv6',
    [in6({ remote: 'members' })],
    [enters(v6(udp(1)), by('rule')), otherIsKeptOut(v6(udp(1)))],
    { members: peer },
  ],
  ['a member of the other family', [members], isKeptOut(v6(udp(1))), { members: peer }],
  ['a group with IPv6 alone', [members], isKeptOut(v4(udp(1))), { members: ({ peer: { ip6 } }) => [ip6] }],
  ['a group without members', [members], [isKeptOut(v4(udp(1))), otherIsKeptOut(v4(udp(1)))], { members: nobody }],
  [
    'a group without members, and a rule beside it',
    [members, in4(tcpPorts(22))],
    [isKeptOut(v4(udp(1))), enters(v4(tcp(22)))],
    { members: nobody },
  ],
  ['a group without members, out', [out4({ remote: 'members' })], isKeptIn(v4(udp(1))), { members: nobody }],
  ['a member, out', [out4({ remote: 'members' })], leaves(v4(udp(1)), by('rule')), { members: peer }],
  ['a member of IPv6, out', [out6({ remote: 'members' })], leaves(v6(udp(1)), by('rule')), { members: peer }],
  [
    'a member, and a port',
    [in4({ remote: 'members', ...tcpPorts(80) })],
    [enters(v4(tcp(80))), isKeptOut(v4(tcp(81))), otherIsKeptOut(v4(tcp(80)))],
    { members: peer },
  ],
  ['its own group: nobody but itself', [in4({ remote: 'own' })], isKeptOut(v4(udp(1)))],
  ['its own group of IPv6', [in6({ remote: 'own' })], isKeptOut(v6(udp(1)))],
  [
    'the rules of a default group, between two of its ports',
    [in4({ remote: 'own' }), in6({ remote: 'own' }), out4(), out6()],
    [enters(v4(tcp(80))), enters(v6(tcp(80))), leaves(v4(icmp(8))), otherIsKeptOut(v4(udp(9)))],
    { members: peer },
  ],
  [
    'the prefix of a member’s pair',
    [members],
    [enters(v4(udp(1))), otherEnters(v4(udp(2)))],
    { members: (at) => [v4Prefix(4, 30)(at)] },
  ],
  [
    'the prefix of a member’s pair of IPv6',
    [in6({ remote: 'members' })],
    [enters(v6(udp(1))), otherEnters(v6(udp(2)))],
    { members: (at) => [v6Prefix('4', 126)(at)] },
  ],
  [
    'a prefix and an address in it',
    [members],
    [enters(v4(udp(1))), otherEnters(v4(udp(2)))],
    { members: (at) => [v4Prefix(4, 30)(at), at.peer.ip] },
  ],
  [
    'prefixes that overlap',
    [members],
    [enters(v4(udp(1))), otherEnters(v4(udp(2)))],
    { members: (at) => [v4Prefix(4, 30)(at), v4Prefix(0, 28)(at), v4Prefix(6, 31)(at)] },
  ],
  [
    'the prefix of a pair that is not the peer’s',
    [members],
    [isKeptOut(v4(udp(1))), otherIsKeptOut(v4(udp(2)))],
    { members: (at) => [v4Prefix(16, 28)(at)] },
  ],
  [
    'a pair of all addresses opens for nobody else',
    [members],
    [enters(v4(udp(1))), otherIsKeptOut(v4(udp(1)))],
    { members: (at) => [at.peer.ip] },
  ],
  [
    'the same address from two members',
    [members],
    enters(v4(udp(1))),
    { members: (at) => [at.peer.ip, at.peer.ip, `${at.peer.ip}/32`] },
  ],
])

export const ADDRESS_GROUPS: readonly VerdictCase[] = rows('an address group is its prefixes', [
  [
    'an address in a prefix',
    [addresses],
    [enters(v4(udp(1)), by('rule')), otherEnters(v4(udp(2)))],
    { addresses: (at) => [v4Prefix(4, 30)(at)] },
  ],
  [
    'a single address',
    [addresses],
    [enters(v4(udp(1))), otherIsKeptOut(v4(udp(1)))],
    { addresses: (at) => [v4Prefix(6, 32)(at)] },
  ],
  ['no address', [addresses], isKeptOut(v4(udp(1))), { addresses: nobody }],
  ['no address, out', [out4({ remote: 'addresses' })], isKeptIn(v4(udp(1))), { addresses: nobody }],
  [
    'prefixes that overlap',
    [addresses],
    [enters(v4(udp(1))), otherEnters(v4(udp(2)))],
    { addresses: (at) => [v4Prefix(0, 24)(at), v4Prefix(4, 30)(at), v4Prefix(6, 32)(at)] },
  ],
  [
    'prefixes that touch',
    [addresses],
    [enters(v4(udp(1))), otherEnters(v4(udp(2)))],
    { addresses: (at) => [v4Prefix(6, 32)(at), v4Prefix(7, 32)(at)] },
  ],
  ['a prefix of the other family', [addresses], isKeptOut(v4(udp(1))), { addresses: (at) => [v6Prefix('0', 64)(at)] }],
  [
    'both families',
    [addresses, in6({ remote: 'addresses' })],
    [enters(v4(udp(1))), enters(v6(udp(1)))],
    { addresses: (at) => [v4Prefix(0, 24)(at), v6Prefix('0', 64)(at)] },
  ],
  ['all addresses', [addresses], [enters(v4(udp(1))), isKeptOut(v6(udp(1)))], { addresses: () => ['0.0.0.0/0'] }],
  [
    'prefixes of IPv6 that overlap',
    [in6({ remote: 'addresses' })],
    [enters(v6(udp(1))), otherEnters(v6(udp(2)))],
    { addresses: (at) => [v6Prefix('0', 64)(at), v6Prefix('6', 128)(at)] },
  ],
  [
    'out to a prefix',
    [out4({ remote: 'addresses' })],
    leaves(v4(udp(1)), by('rule')),
    { addresses: (at) => [v4Prefix(0, 24)(at)] },
  ],
  [
    'out to a prefix of IPv6',
    [out6({ remote: 'addresses' })],
    leaves(v6(udp(1))),
    { addresses: (at) => [v6Prefix('0', 64)(at)] },
  ],
  [
    'a prefix, and a port',
    [in4({ remote: 'addresses', ...tcpPorts(80) })],
    [enters(v4(tcp(80))), isKeptOut(v4(tcp(81)))],
    { addresses: (at) => [v4Prefix(0, 24)(at)] },
  ],
])

export const UNIONS: readonly VerdictCase[] = rows('several groups are their union', [
  [
    'a rule of each',
    [[in4(tcpPorts(22))], [in4(tcpPorts(80))]],
    [enters(v4(tcp(22))), enters(v4(tcp(80))), isKeptOut(v4(tcp(81)))],
  ],
  ['an empty one and another', [[], [in4(tcpPorts(80))]], [enters(v4(tcp(80))), isKeptOut(v4(tcp(22)))]],
  ['another and an empty one', [[in4(tcpPorts(80))], []], [enters(v4(tcp(80))), isKeptOut(v4(tcp(22)))]],
  ['one for each direction', [[in4()], [out4()]], [enters(v4(udp(1))), leaves(v4(udp(2))), isKeptOut(v6(udp(1)))]],
  ['one for each family', [[in4()], [in6()]], [enters(v4(udp(1))), enters(v6(udp(1))), isKeptIn(v4(tcp(1)))]],
  ['the same rule in both', [[in4(tcpPorts(80))], [in4(tcpPorts(80))]], [enters(v4(tcp(80))), isKeptOut(v4(tcp(81)))]],
  [
    'a wide one and a narrow one',
    [[in4({ protocol: 6 })], [in4(tcpPorts(80))]],
    [enters(v4(tcp(81))), isKeptOut(v4(udp(80)))],
  ],
  [
    'four of them',
    [[in4(tcpPorts(1))], [in4(tcpPorts(2))], [in4(tcpPorts(3))], [in4(tcpPorts(4))]],
    [enters(v4(tcp(1))), enters(v4(tcp(4))), isKeptOut(v4(tcp(5)))],
  ],
  [
    'a remote group in one of them',
    [[in4({ remote: 'members', ...tcpPorts(80) })], [in4(tcpPorts(22))]],
    [enters(v4(tcp(80))), otherIsKeptOut(v4(tcp(80))), otherEnters(v4(tcp(22)))],
    { members: peer },
  ],
])

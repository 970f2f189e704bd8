import { type Ends } from '../frames/headers.ts'
import { icmp6, neighbour } from '../frames/icmp.ts'
import { v4, v6, type Over, type Station } from '../frames/packets.ts'
import { udp } from '../frames/transports.ts'
import { by, enters, isKeptIn, isKeptOut, leaves, ONE_EMPTY_GROUP as NONE, out4, rows } from '../cases/rows.ts'
import type { VerdictCase } from '../cases/verdict-case.ts'

const ALL_NODES: Over = { destination: 'ff02::1', toMac: '33:33:00:00:00:01' }
const ALL_ROUTERS: Over = { destination: 'ff02::2', toMac: '33:33:00:00:00:02' }
const MLD_ROUTERS: Over = { destination: 'ff02::16', toMac: '33:33:00:00:00:16' }
const ALL_DHCP: Over = { destination: 'ff02::1:2', toMac: '33:33:00:01:00:02' }
const BROADCAST: Over = { destination: '255.255.255.255', toMac: 'ff:ff:ff:ff:ff:ff' }
const link =
  (more: Over = {}) =>
  (from: Station, to: Station): Over => ({ source: from.linkLocal, destination: to.linkLocal, ...more })
const nowhere = (more: Over): Over => ({ source: '::', ...more })
const own = ({ source }: Ends): string => source

export const DHCP: readonly VerdictCase[] = rows('a port finds its address, and gives none', [
  ['a discover', NONE, leaves(v4(udp(67, 68), { source: '0.0.0.0', ...BROADCAST }), by('always'))],
  ['a renewal', NONE, leaves(v4(udp(67, 68)), by('always'))],
  ['an offer', NONE, enters(v4(udp(68, 67)), by('always'))],
  ['an offer to everybody', NONE, enters(v4(udp(68, 67), BROADCAST), by('always'))],
  ['an offer of its own', NONE, isKeptIn(v4(udp(68, 67)), by('dhcp-server'))],
  ['an offer of its own that a rule allows', [out4()], isKeptIn(v4(udp(68, 67)), by('dhcp-server'))],
  ['a request of others', NONE, isKeptOut(v4(udp(67, 68)), by('no rule'))],
  ['a request from another port', NONE, isKeptIn(v4(udp(67, 40_000)), by('no rule'))],
  ['an offer from another port', NONE, isKeptOut(v4(udp(68, 40_000)), by('no rule'))],
  ['a DHCPv6 request', NONE, leaves(v6(udp(547, 546), link(ALL_DHCP)), by('always'))],
  ['a DHCPv6 reply', NONE, enters(v6(udp(546, 547), link()), by('always'))],
  ['a DHCPv6 reply of its own', NONE, isKeptIn(v6(udp(546, 547), link()), by('dhcp-server'))],
  ['a DHCPv6 request of others', NONE, isKeptOut(v6(udp(547, 546), link()), by('no rule'))],
])

export const NEIGHBOURS: readonly VerdictCase[] = rows('a port finds its neighbours and routers', [
  ['a solicitation out', NONE, leaves(v6(neighbour(135)), by('always'))],
  ['a solicitation in', NONE, enters(v6(neighbour(135)), by('always'))],
  [
    'duplicate address detection',
    NONE,
    leaves(
      v6(
        neighbour(135, ({ destination }) => destination),
        (from) => nowhere({ destination: from.ip6, ...{ toMac: '33:33:ff:00:00:05' } }),
      ),
      by('always'),
    ),
  ],
  ['an advertisement out', NONE, leaves(v6(neighbour(136, own)), by('always'))],
  ['an advertisement in', NONE, enters(v6(neighbour(136, own)), by('always'))],
  ['a router solicitation out', NONE, leaves(v6(neighbour(133), link(ALL_ROUTERS)), by('always'))],
  ['a router solicitation in', NONE, isKeptOut(v6(neighbour(133), link(ALL_ROUTERS)), by('no rule'))],
  ['a router advertisement in', NONE, enters(v6(neighbour(134), link(ALL_NODES)), by('always'))],
  ['a router advertisement out', NONE, isKeptIn(v6(neighbour(134), link(ALL_NODES)), by('ra'))],
  ['a redirect in', NONE, isKeptOut(v6(icmp6(137), link()), by('no rule'))],
  ['a packet too big that nobody asked for', NONE, isKeptOut(v6(icmp6(2)), { state: 'invalid' })],
])

export const GROUPS_OF_LINK: readonly VerdictCase[] = rows('a port says which multicast it wants', [
  ['an MLD report out', NONE, leaves(v6(icmp6(131), link(ALL_NODES)), by('always'))],
  ['an MLD done out', NONE, leaves(v6(icmp6(132), link(ALL_ROUTERS)), by('always'))],
  ['an MLDv2 report out', NONE, leaves(v6(icmp6(143), link(MLD_ROUTERS)), by('always'))],
  ['an MLDv2 report without an address', NONE, leaves(v6(icmp6(143), nowhere(MLD_ROUTERS)), by('always'))],
  ['an MLD query in', NONE, enters(v6(icmp6(130), link(ALL_NODES)), by('always'))],
  ['an MLD report in', NONE, isKeptOut(v6(icmp6(131), link(ALL_NODES)), by('no rule'))],
  ['an MLDv2 report in', NONE, isKeptOut(v6(icmp6(143), link(MLD_ROUTERS)), by('no rule'))],
])

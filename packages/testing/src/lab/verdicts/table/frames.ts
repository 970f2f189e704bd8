import { ETHERTYPE } from '@netloom/core/firewall'
import { neighbour } from '../frames/icmp.ts'
import { arp, ether, tagged, v4, v6, type Over, type Station } from '../frames/packets.ts'
import { protocol, tcp, udp } from '../frames/transports.ts'
import {
  by,
  enters,
  in4,
  in6,
  isKeptIn,
  isKeptOut,
  leaves,
  ONE_EMPTY_GROUP,
  out4,
  out6,
  rows,
  udpPorts,
} from '../cases/rows.ts'
import type { VerdictCase, VerdictPlace } from '../cases/verdict-case.ts'

const MULTICAST: Over = { destination: '239.1.2.3', toMac: '01:00:5e:01:02:03' }
const MULTICAST6: Over = { destination: 'ff05::1:3', toMac: '33:33:00:01:00:03' }
const BROADCAST: Over = { destination: '255.255.255.255', toMac: 'ff:ff:ff:ff:ff:ff' }
const IGMP = protocol(2, [0x16, 0, 0, 0])
const ALL = [in4(), in6(), out4(), out6()]
const FREE = { portSecurityEnabled: false } as const
const MAC = 'fa:16:3e:99:99:99'
const PAIR_MAC = '00:00:5e:00:01:01'

export const MULTICASTS: readonly VerdictCase[] = rows('multicast and broadcast need a rule', [
  ['multicast in, allowed', [in4(udpPorts(5_000))], enters(v4(udp(5_000), MULTICAST), by('rule'))],
  ['multicast in, denied', ONE_EMPTY_GROUP, isKeptOut(v4(udp(5_000), MULTICAST))],
  ['multicast out, allowed', [out4({ prefix: '224.0.0.0/4' })], leaves(v4(udp(5_000), MULTICAST), by('rule'))],
  ['multicast out, denied', [out4({ prefix: '10.0.0.0/8' })], isKeptIn(v4(udp(5_000), MULTICAST))],
  ['multicast of IPv6 in, allowed', [in6(udpPorts(5_000))], enters(v6(udp(5_000), MULTICAST6))],
  ['multicast of IPv6 in, denied', ONE_EMPTY_GROUP, isKeptOut(v6(udp(5_000), MULTICAST6))],
  ['multicast of IPv6 out, allowed', [out6({ prefix: 'ff00::/8' })], leaves(v6(udp(5_000), MULTICAST6))],
  ['multicast of IPv6 out, denied', [out6({ prefix: 'fd00::/8' })], isKeptIn(v6(udp(5_000), MULTICAST6))],
  ['broadcast in, allowed', [in4(udpPorts(137))], enters(v4(udp(137), BROADCAST))],
  ['broadcast in, denied', [in4(udpPorts(138))], isKeptOut(v4(udp(137), BROADCAST))],
  ['broadcast out, allowed', [out4(udpPorts(137))], leaves(v4(udp(137), BROADCAST))],
  ['broadcast out, denied', [out4(udpPorts(138))], isKeptIn(v4(udp(137), BROADCAST))],
  ['an IGMP report out, allowed', [out4({ protocol: 2 })], leaves(v4(IGMP, MULTICAST))],
  ['an IGMP report out, denied', [out4({ protocol: 17 })], isKeptIn(v4(IGMP, MULTICAST))],
  ['an IGMP query in, denied', ONE_EMPTY_GROUP, isKeptOut(v4(IGMP, MULTICAST))],
])

export const TAGS: readonly VerdictCase[] = rows('nothing hides in a tag', [
  ['an allowed packet in a tag, out', ALL, isKeptIn(tagged(v4(udp(1)), 7), by('vlan'))],
  ['a denied packet in a tag, out', ONE_EMPTY_GROUP, isKeptIn(tagged(v4(udp(1)), 7))],
  ['a denied packet in a tag, in', ONE_EMPTY_GROUP, isKeptOut(tagged(v4(udp(1)), 7), by('vlan'))],
  ['a denied packet of IPv6 in a tag, in', ONE_EMPTY_GROUP, isKeptOut(tagged(v6(tcp(1)), 7), by('vlan'))],
  [
    'a denied packet in a service tag, in',
    ONE_EMPTY_GROUP,
    isKeptOut(tagged(v4(tcp(1)), 7, ETHERTYPE.serviceVlan), by('vlan')),
  ],
  ['a packet in a service tag, out', ALL, isKeptIn(tagged(v4(udp(1)), 7, ETHERTYPE.serviceVlan), by('vlan'))],
  ['a packet in two tags, out', ALL, isKeptIn(tagged(tagged(v4(udp(1)), 7), 8, ETHERTYPE.serviceVlan), by('vlan'))],
  [
    'a packet in two tags, in',
    ONE_EMPTY_GROUP,
    isKeptOut(tagged(tagged(v4(udp(1)), 7), 8, ETHERTYPE.serviceVlan), by('vlan')),
  ],
  ['ARP in a tag, out', ALL, isKeptIn(tagged(arp(), 7), by('vlan'))],
])

const isNot = (more: Partial<Record<'mac' | 'source', string>>) => (): Over => more
const pairs = ({ port }: VerdictPlace): readonly { ipAddress: string; macAddress: string }[] => [
  { ipAddress: '10.250.0.0/16', macAddress: port.mac },
  { ipAddress: '10.251.0.9', macAddress: PAIR_MAC },
  { ipAddress: 'fd00:250::/32', macAddress: port.mac },
]
const toOther = (from: Station, to: Station): Over => ({ source: from.ip6, destination: to.ip6 })

export const SPOOFS: readonly VerdictCase[] = rows('a port is nobody but itself, whatever its rules', [
  ['IPv4 from its address', ALL, leaves(v4(udp(1)))],
  ['IPv6 from its address', ALL, leaves(v6(udp(1)))],
  [
    'IPv6 from its link-local address',
    ALL,
    leaves(v6(udp(1), ({ linkLocal }, to) => ({ source: linkLocal, destination: to.linkLocal }))),
  ],
  ['another MAC', ALL, isKeptIn(v4(udp(1), { mac: MAC }), by('mac'))],
  ['another MAC with IPv6', ALL, isKeptIn(v6(udp(1), { mac: MAC }), by('mac'))],
  [
    'the peer’s address',
    ALL,
    isKeptIn(
      v4(udp(1), (_, { ip }) => ({ source: ip })),
      by('ipv4'),
    ),
  ],
  ['an address of nobody', ALL, isKeptIn(v4(udp(1), isNot({ source: '10.252.0.1' })), by('ipv4'))],
  [
    'the peer’s address of IPv6',
    ALL,
    isKeptIn(
      v6(udp(1), (_, { ip6 }) => ({ source: ip6 })),
      by('ipv6'),
    ),
  ],
  [
    'the peer’s link-local address',
    ALL,
    isKeptIn(
      v6(udp(1), (_, { linkLocal }) => ({ source: linkLocal })),
      by('ipv6'),
    ),
  ],
  ['no address', ALL, isKeptIn(v4(udp(1), { source: '0.0.0.0' }), by('ipv4'))],
  ['no address of IPv6', ALL, isKeptIn(v6(udp(1), { source: '::' }), by('ipv6'))],
  ['ARP of its address', ALL, leaves(arp())],
  ['an ARP probe', ALL, leaves(arp({ senderIp: '0.0.0.0' }))],
  [
    'ARP of the peer’s address',
    ALL,
    isKeptIn(
      arp((_, { ip }) => ({ senderIp: ip })),
      by('arp'),
    ),
  ],
  [
    'an ARP reply of the peer’s address',
    ALL,
    isKeptIn(
      arp((_, { ip }) => ({ senderIp: ip, operation: 2 })),
      by('arp'),
    ),
  ],
  ['ARP that names another MAC', ALL, isKeptIn(arp({ senderMac: MAC }), by('arp'))],
  ['ARP from another MAC', ALL, isKeptIn(arp({ mac: MAC }), by('mac'))],
  [
    'an advertisement of the peer’s address',
    ALL,
    isKeptIn(
      v6(
        neighbour(136, ({ destination }) => destination),
        toOther,
      ),
      by('nd'),
    ),
  ],
  ['another protocol', ALL, isKeptIn(ether(0x88b5), by('ethertype'))],
  ['another protocol from another MAC', ALL, isKeptIn(ether(0x88b5, { mac: MAC }), by('mac'))],
  ['an address of its pair', ALL, leaves(v4(udp(1), { source: '10.250.3.4' })), { pairs }],
  ['an address of IPv6 of its pair', ALL, leaves(v6(udp(1), { source: 'fd00:250::9' })), { pairs }],
  [
    'an address of its pair that no rule lets out',
    ONE_EMPTY_GROUP,
    isKeptIn(v4(udp(1), { source: '10.250.3.4' }), by('no rule')),
    { pairs },
  ],
  ['an address next to its pair', ALL, isKeptIn(v4(udp(1), { source: '10.249.255.255' }), by('ipv4')), { pairs }],
  ['the MAC and the address of its pair', ALL, leaves(v4(udp(1), { mac: PAIR_MAC, source: '10.251.0.9' })), { pairs }],
  [
    'the address of a pair with another MAC',
    ALL,
    isKeptIn(v4(udp(1), { source: '10.251.0.9' }), by('ipv4')),
    { pairs },
  ],
  ['its address with the MAC of a pair', ALL, isKeptIn(v4(udp(1), { mac: PAIR_MAC }), by('ipv4')), { pairs }],
  ['ARP of its pair', ALL, leaves(arp({ mac: PAIR_MAC, senderIp: '10.251.0.9' })), { pairs }],
  [
    'a pair of all addresses',
    ALL,
    leaves(v4(udp(1), { source: '203.0.113.9' })),
    { pairs: ({ port }) => [{ ipAddress: '0.0.0.0/0', macAddress: port.mac }] },
  ],
  [
    'a pair of all addresses and another MAC',
    ALL,
    isKeptIn(v4(udp(1), { source: '203.0.113.9', mac: MAC }), by('mac')),
    { pairs: ({ port }) => [{ ipAddress: '0.0.0.0/0', macAddress: port.mac }] },
  ],
  [
    'what arrives may be from anybody',
    ALL,
    [enters(v4(udp(1), { source: '203.0.113.7' })), enters(v4(udp(2), { mac: MAC }))],
  ],
])

export const UNFILTERED: readonly VerdictCase[] = rows('nobody filters what has no groups', [
  ['port security off: TCP in and out', 'guards', [enters(v4(tcp(22))), leaves(v4(tcp(80)))], { port: FREE }],
  ['port security off: another address', 'guards', leaves(v4(udp(1), { source: '203.0.113.8' })), { port: FREE }],
  ['port security off: another MAC', 'guards', leaves(ether(0x88b5, { mac: MAC })), { port: FREE }],
  ['port security off: ARP of others', 'guards', leaves(arp((_, { ip }) => ({ senderIp: ip }))), { port: FREE }],
  ['port security off: a DHCP server', 'guards', leaves(v4(udp(68, 67))), { port: FREE }],
  ['port security off, whatever groups are said', [], [enters(v4(udp(1))), leaves(v6(udp(1)))], { port: FREE }],
  [
    'a DHCP server of the network',
    'guards',
    [enters(v4(udp(67, 68))), leaves(v4(udp(68, 67)))],
    { port: { deviceOwner: 'network:dhcp' } },
  ],
  [
    'a router, whatever groups are said',
    [],
    [enters(v4(udp(1))), leaves(v4(udp(1), { source: '203.0.113.6' }))],
    { port: { deviceOwner: 'network:router_interface' } },
  ],
  ['a guard without groups: TCP in and out', 'guards', [enters(v4(tcp(22))), leaves(v4(tcp(80)))]],
  ['a guard without groups: IPv6 in and out', 'guards', [enters(v6(udp(22))), leaves(v6(udp(80)))]],
  ['a guard without groups: another protocol', 'guards', [enters(ether(0x88b5)), leaves(ether(0x88b5))]],
  ['a guard without groups: another address', 'guards', isKeptIn(v4(udp(1), { source: '203.0.113.5' }), by('ipv4'))],
  ['a guard without groups: a router advertisement', 'guards', isKeptIn(v6(neighbour(134)), by('ra'))],
])

import { ETHERTYPE } from '@netloom/core/firewall'
import { icmp, icmp6 } from '../frames/icmp.ts'
import { arp, ether, v4, v6 } from '../frames/packets.ts'
import { protocol, sctp, tcp, udp, udpLite } from '../frames/transports.ts'
import { by, enters, in4, in6, isKeptIn, isKeptOut, leaves, ONE_EMPTY_GROUP, out4, out6, rows } from '../cases/rows.ts'
import { PERMITTED_ETHERTYPE, type VerdictCase } from '../cases/verdict-case.ts'

const RARP = ETHERTYPE.rarp
const TWO = [in4({ protocol: 6 }), in6({ protocol: 17 })]

export const DEFAULTS: readonly VerdictCase[] = rows('nothing passes that no rule allows', [
  ['TCP into a group without rules', ONE_EMPTY_GROUP, isKeptOut(v4(tcp(22)), by('no rule'))],
  ['UDP into a group without rules', ONE_EMPTY_GROUP, isKeptOut(v4(udp(53)), by('no rule'))],
  ['ICMP into a group without rules', ONE_EMPTY_GROUP, isKeptOut(v4(icmp(8)), by('no rule'))],
  ['IPv6 TCP into a group without rules', ONE_EMPTY_GROUP, isKeptOut(v6(tcp(22)), by('no rule'))],
  ['IPv6 UDP into a group without rules', ONE_EMPTY_GROUP, isKeptOut(v6(udp(53)), by('no rule'))],
  ['an IPv6 echo into a group without rules', ONE_EMPTY_GROUP, isKeptOut(v6(icmp6(128)), by('no rule'))],
  ['TCP out of a group without rules', ONE_EMPTY_GROUP, isKeptIn(v4(tcp(80)), by('no rule'))],
  ['UDP out of a group without rules', ONE_EMPTY_GROUP, isKeptIn(v4(udp(53)), by('no rule'))],
  ['ICMP out of a group without rules', ONE_EMPTY_GROUP, isKeptIn(v4(icmp(8)), by('no rule'))],
  ['IPv6 TCP out of a group without rules', ONE_EMPTY_GROUP, isKeptIn(v6(tcp(80)), by('no rule'))],
  ['IPv6 UDP out of a group without rules', ONE_EMPTY_GROUP, isKeptIn(v6(udp(53)), by('no rule'))],
  ['an IPv6 echo out of a group without rules', ONE_EMPTY_GROUP, isKeptIn(v6(icmp6(128)), by('no rule'))],
  ['TCP into a port with no group at all', [], isKeptOut(v4(tcp(22)), by('no rule'))],
  ['TCP out of a port with no group at all', [], isKeptIn(v4(tcp(22)), by('no rule'))],
  ['IPv6 UDP into a port with no group at all', [], isKeptOut(v6(udp(22)), by('no rule'))],
  ['an egress rule lets nothing in', [out4(), out6()], [isKeptOut(v4(tcp(22))), isKeptOut(v6(tcp(22)))]],
  ['an ingress rule lets nothing out', [in4(), in6()], [isKeptIn(v4(udp(22))), isKeptIn(v6(udp(22)))]],
  ['the rules of a new group', [out4(), out6()], [leaves(v4(tcp(80)), by('rule')), leaves(v6(udp(53)), by('rule'))]],
  [
    'ARP passes without rules, both ways',
    ONE_EMPTY_GROUP,
    [enters(arp()), leaves(arp()), leaves(arp({ operation: 2 }))],
  ],
  ['RARP passes without rules, both ways', ONE_EMPTY_GROUP, [enters(ether(RARP)), leaves(ether(RARP))]],
  ['RARP of another MAC', ONE_EMPTY_GROUP, isKeptIn(ether(RARP, { mac: 'fa:16:3e:99:99:99' }), by('mac'))],
  [
    'an ethertype that nobody knows',
    ONE_EMPTY_GROUP,
    [isKeptOut(ether(0x88b5), by('ethertype')), isKeptIn(ether(0x88b5), by('ethertype'))],
  ],
  [
    'an ethertype that nobody knows, where rules allow all',
    [in4(), in6(), out4(), out6()],
    [isKeptOut(ether(0x88b5)), isKeptIn(ether(0x88b5))],
  ],
  [
    'PPPoE, MPLS and LLDP',
    ONE_EMPTY_GROUP,
    [isKeptOut(ether(0x8863)), isKeptOut(ether(0x8847)), isKeptIn(ether(0x88cc))],
  ],
  [
    'an ethertype that the operator permits, both ways',
    ONE_EMPTY_GROUP,
    [enters(ether(PERMITTED_ETHERTYPE)), leaves(ether(PERMITTED_ETHERTYPE))],
  ],
  [
    'an ethertype that the operator permits, from another MAC',
    ONE_EMPTY_GROUP,
    isKeptIn(ether(PERMITTED_ETHERTYPE, { mac: 'fa:16:3e:99:99:99' }), by('mac')),
  ],
])

export const PROTOCOLS: readonly VerdictCase[] = rows('a rule allows the protocol of its number and no other', [
  [
    'any protocol of IPv4',
    [in4()],
    [enters(v4(tcp(1))), enters(v4(udp(2))), enters(v4(icmp(8))), enters(v4(protocol(200)))],
  ],
  [
    'any protocol of IPv6',
    [in6()],
    [enters(v6(tcp(1))), enters(v6(udp(2))), enters(v6(icmp6(128))), enters(v6(protocol(200)))],
  ],
  ['TCP lets no UDP in', TWO, [enters(v4(tcp(1)), by('rule')), isKeptOut(v4(udp(1)))]],
  ['UDP of IPv6 lets no TCP in', TWO, [enters(v6(udp(1)), by('rule')), isKeptOut(v6(tcp(1)))]],
  ['TCP of IPv4 is not TCP of IPv6', TWO, isKeptOut(v6(tcp(9)))],
  ['UDP of IPv6 is not UDP of IPv4', TWO, isKeptOut(v4(udp(9)))],
  ['ICMP', [in4({ protocol: 1 })], [enters(v4(icmp(8))), isKeptOut(v4(udp(8)))]],
  ['ICMPv6', [in6({ protocol: 58 })], [enters(v6(icmp6(128))), isKeptOut(v6(udp(128)))]],
  ['IGMP by number', [in4({ protocol: 2 })], [enters(v4(protocol(2, [0x16, 0, 0, 0]))), isKeptOut(v4(udp(2)))]],
  [
    'GRE by number',
    [in4({ protocol: 47 })],
    [enters(v4(protocol(47, [0, 0, 0x65, 0x58]))), isKeptOut(v4(protocol(50)))],
  ],
  [
    'GRE of IPv6 by number',
    [in6({ protocol: 47 })],
    [enters(v6(protocol(47, [0, 0, 0x65, 0x58]))), isKeptOut(v6(protocol(103)))],
  ],
  [
    'ESP by number',
    [in4({ protocol: 50 })],
    [enters(v4(protocol(50))), isKeptOut(v4(protocol(47, [0, 0, 0x65, 0x58])))],
  ],
  ['AH by number', [in4({ protocol: 51 })], [enters(v4(protocol(51))), isKeptOut(v4(protocol(50)))]],
  ['OSPF by number', [in4({ protocol: 89 })], [enters(v4(protocol(89))), isKeptOut(v4(protocol(88)))]],
  ['PIM by number', [in4({ protocol: 103 })], [enters(v4(protocol(103))), isKeptOut(v4(protocol(104)))]],
  ['VRRP by number, out', [out4({ protocol: 112 })], [leaves(v4(protocol(112))), isKeptIn(v4(protocol(111)))]],
  ['IPIP by number', [in4({ protocol: 4 })], [enters(v4(protocol(4, [0x45]))), isKeptOut(v4(protocol(94)))]],
  ['a number without a name', [in4({ protocol: 200 })], [enters(v4(protocol(200))), isKeptOut(v4(protocol(201)))]],
  ['the last number', [in4({ protocol: 255 })], [enters(v4(protocol(255))), isKeptOut(v4(protocol(254)))]],
  [
    'a number of IPv6 without a name',
    [in6({ protocol: 200 })],
    [enters(v6(protocol(200))), isKeptOut(v6(protocol(201)))],
  ],
  ['SCTP by number', [in4({ protocol: 132 })], [enters(v4(sctp(5))), isKeptOut(v4(udp(5)))]],
  ['SCTP of IPv6 by number', [in6({ protocol: 132 })], [enters(v6(sctp(5))), isKeptOut(v6(udp(5)))]],
  // Linux tracks them with UDP's number in the checksum (udplite_error), and calls every right one INVALID.
  [
    'UDP-Lite by number, without state',
    [in4({ protocol: 136 })],
    [enters(v4(udpLite(5))), isKeptOut(v4(udp(5)))],
    { stateful: false },
  ],
  [
    'UDP-Lite of IPv6 by number, out, without state',
    [out6({ protocol: 136 })],
    [leaves(v6(udpLite(5))), isKeptIn(v6(udp(5)))],
    { stateful: false },
  ],
  ['TCP out', [out4({ protocol: 6 })], [leaves(v4(tcp(80))), isKeptIn(v4(udp(80)))]],
  ['UDP of IPv6 out', [out6({ protocol: 17 })], [leaves(v6(udp(80))), isKeptIn(v6(tcp(80)))]],
])

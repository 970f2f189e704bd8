import { icmp, icmp6 } from '../frames/icmp.ts'
import { v4, v6 } from '../frames/packets.ts'
import { sctp, tcp, udp } from '../frames/transports.ts'
import {
  by,
  enters,
  in4,
  in6,
  isKeptIn,
  isKeptOut,
  leaves,
  ofType,
  out4,
  out6,
  rows,
  tcpPorts,
  udpPorts,
} from '../cases/rows.ts'
import type { VerdictCase } from '../cases/verdict-case.ts'

export const PORTS: readonly VerdictCase[] = rows('a range of ports has both its ends', [
  ['one port', [in4(tcpPorts(22))], [isKeptOut(v4(tcp(21))), enters(v4(tcp(22)), by('rule')), isKeptOut(v4(tcp(23)))]],
  ['one port of IPv6', [in6(tcpPorts(22))], [isKeptOut(v6(tcp(21))), enters(v6(tcp(22))), isKeptOut(v6(tcp(23)))]],
  ['first of a range', [in4(tcpPorts(80, 90))], [isKeptOut(v4(tcp(79))), enters(v4(tcp(80)))]],
  ['last of a range', [in4(tcpPorts(80, 90))], [enters(v4(tcp(90))), isKeptOut(v4(tcp(91)))]],
  ['middle of a range', [in4(udpPorts(80, 90))], enters(v4(udp(85)))],
  [
    'a range of UDP of IPv6',
    [in6(udpPorts(80, 90))],
    [isKeptOut(v6(udp(79))), enters(v6(udp(80))), enters(v6(udp(90))), isKeptOut(v6(udp(91)))],
  ],
  ['port 1', [in4(tcpPorts(1))], [enters(v4(tcp(1))), isKeptOut(v4(tcp(2))), isKeptOut(v4(tcp(0)), { state: 'new' })]],
  ['the last port', [in4(tcpPorts(65_535))], [enters(v4(tcp(65_535))), isKeptOut(v4(tcp(65_534)))]],
  ['all ports but 0', [in4(udpPorts(1, 65_535))], [enters(v4(udp(1))), enters(v4(udp(65_535)))]],
  [
    'ports around a power of two',
    [in4(udpPorts(1_023, 1_025))],
    [
      isKeptOut(v4(udp(1_022))),
      enters(v4(udp(1_023))),
      enters(v4(udp(1_024))),
      enters(v4(udp(1_025))),
      isKeptOut(v4(udp(1_026))),
    ],
  ],
  [
    'a range that no mask fits',
    [in4(tcpPorts(1_000, 1_999))],
    [isKeptOut(v4(tcp(999))), enters(v4(tcp(1_000))), enters(v4(tcp(1_999))), isKeptOut(v4(tcp(2_000)))],
  ],
  [
    'two ranges that overlap',
    [in4(tcpPorts(10, 20)), in4(tcpPorts(15, 30))],
    [enters(v4(tcp(10))), enters(v4(tcp(17))), enters(v4(tcp(30))), isKeptOut(v4(tcp(31)))],
  ],
  ['two ranges that touch', [in4(tcpPorts(10, 20)), in4(tcpPorts(21, 30))], [enters(v4(tcp(20))), enters(v4(tcp(21)))]],
  [
    'the source port counts for nothing',
    [in4(tcpPorts(80))],
    [isKeptOut(v4(tcp(40_000, 'S', 80))), enters(v4(tcp(80, 'S', 22)))],
  ],
  [
    'the source port counts for nothing, out',
    [out4(udpPorts(53))],
    [isKeptIn(v4(udp(40_000, 53))), leaves(v4(udp(53, 53)))],
  ],
  ['the port of a range of UDP lets no TCP in', [in4(udpPorts(53))], [enters(v4(udp(53))), isKeptOut(v4(tcp(53)))]],
  [
    'a range out',
    [out4(tcpPorts(80, 90))],
    [isKeptIn(v4(tcp(79))), leaves(v4(tcp(80))), leaves(v4(tcp(90))), isKeptIn(v4(tcp(91)))],
  ],
  [
    'a range of IPv6 out',
    [out6(tcpPorts(80, 90))],
    [isKeptIn(v6(tcp(79))), leaves(v6(tcp(80))), leaves(v6(tcp(90))), isKeptIn(v6(tcp(91)))],
  ],
  [
    'ports of SCTP',
    [in4({ protocol: 132, ports: [36_412, 36_412] })],
    [enters(v4(sctp(36_412))), isKeptOut(v4(sctp(36_413)))],
  ],
  [
    'ports of SCTP of IPv6',
    [in6({ protocol: 132, ports: [36_410, 36_412] })],
    [enters(v6(sctp(36_410))), isKeptOut(v6(sctp(36_409)))],
  ],
  ['a rule of TCP without ports has port 0', [in4({ protocol: 6 })], [enters(v4(tcp(0))), enters(v4(tcp(65_535)))]],
  ['a rule of UDP without ports has port 0', [in6({ protocol: 17 })], [enters(v6(udp(0))), enters(v6(udp(65_535)))]],
])

export const ICMP: readonly VerdictCase[] = rows('ICMP rules have a type, and a code', [
  ['a type', [in4(ofType(1, 8))], [enters(v4(icmp(8)), by('rule')), isKeptOut(v4(icmp(13)))]],
  ['a type with any code', [in4(ofType(1, 8))], [enters(v4(icmp(8, 0))), enters(v4(icmp(8, 5)))]],
  ['a type with a code', [in4(ofType(1, 8, 0))], [enters(v4(icmp(8, 0))), isKeptOut(v4(icmp(8, 1)))]],
  ['a type with another code', [in4(ofType(1, 8, 3))], [isKeptOut(v4(icmp(8, 0))), enters(v4(icmp(8, 3)))]],
  ['the last code', [in4(ofType(1, 8, 255))], [isKeptOut(v4(icmp(8, 254))), enters(v4(icmp(8, 255)))]],
  ['a timestamp', [in4(ofType(1, 13))], [enters(v4(icmp(13))), isKeptOut(v4(icmp(8)))]],
  ['a type of IPv6', [in6(ofType(58, 128))], enters(v6(icmp6(128)), by('rule'))],
  ['a type of IPv6 with a code', [in6(ofType(58, 128, 0))], [enters(v6(icmp6(128, 0))), isKeptOut(v6(icmp6(128, 1)))]],
  ['a type out', [out4(ofType(1, 8))], [leaves(v4(icmp(8))), isKeptIn(v4(icmp(13)))]],
  ['a type of IPv6 out', [out6(ofType(58, 128))], leaves(v6(icmp6(128)))],
  ['a type of IPv6 out, and another', [out6(ofType(58, 140))], isKeptIn(v6(icmp6(128)))],
  ['type 0 without state', [in4(ofType(1, 0))], [enters(v4(icmp(0))), isKeptOut(v4(icmp(8)))], { stateful: false }],
  [
    'type 0 and code 0 without state',
    [in4(ofType(1, 0, 0))],
    [enters(v4(icmp(0, 0))), isKeptOut(v4(icmp(0, 1)))],
    { stateful: false },
  ],
  [
    'the last type without state',
    [in4(ofType(1, 255))],
    [enters(v4(icmp(255))), isKeptOut(v4(icmp(254)))],
    { stateful: false },
  ],
  [
    'unreachable of one code without state',
    [in4(ofType(1, 3, 4))],
    [enters(v4(icmp(3, 4))), isKeptOut(v4(icmp(3, 3)))],
    { stateful: false },
  ],
  [
    'packet too big of IPv6 without state',
    [in6(ofType(58, 2))],
    [enters(v6(icmp6(2))), isKeptOut(v6(icmp6(1)))],
    { stateful: false },
  ],
  ['an ICMP rule lets no UDP of that port in', [in4(ofType(1, 8))], isKeptOut(v4(udp(8)))],
  ['ICMP of IPv4 is none of IPv6', [in4({ protocol: 1 })], isKeptOut(v6(icmp6(128)))],
  ['ICMPv6 is none of IPv4', [in6({ protocol: 58 })], isKeptOut(v4(icmp(8)))],
  ['ICMP as a protocol of IPv6 allows no ICMPv6', [in6({ protocol: 1 })], isKeptOut(v6(icmp6(128)))],
  ['ICMPv6 as a protocol of IPv4 allows no ICMP', [in4({ protocol: 58 })], isKeptOut(v4(icmp(8)))],
])

import { fragments4, fragments6, longUdp } from '../frames/fragments.ts'
import { icmp, icmp6, icmp6Error, icmpError } from '../frames/icmp.ts'
import { v4, v6, DESTINATION_OPTIONS, HOP_BY_HOP } from '../frames/packets.ts'
import { protocol, sctp, tcp, udp } from '../frames/transports.ts'
import {
  by,
  enters,
  in4,
  in6,
  INVALID,
  isKeptIn,
  isKeptOut,
  leaves,
  ONE_EMPTY_GROUP,
  out4,
  out6,
  REPLY,
  rows,
  tcpPorts,
  udpPorts,
} from '../cases/rows.ts'
import type { VerdictCase } from '../cases/verdict-case.ts'

const OUT = [out4(), out6()]
const STATELESS = { stateful: false } as const

export const REPLIES: readonly VerdictCase[] = rows('an answer passes, whoever asked', [
  [
    'UDP from outside',
    [in4(udpPorts(53))],
    [enters(v4(udp(53))), leaves(v4(udp(40_000, 53)), { ...REPLY, ...by('reply') })],
  ],
  ['UDP from inside', OUT, [leaves(v4(udp(53))), enters(v4(udp(40_000, 53)), { ...REPLY, ...by('reply') })]],
  ['UDP of IPv6 from outside', [in6(udpPorts(53))], [enters(v6(udp(53))), leaves(v6(udp(40_000, 53)), REPLY)]],
  ['UDP of IPv6 from inside', OUT, [leaves(v6(udp(53))), enters(v6(udp(40_000, 53)), REPLY)]],
  [
    'TCP from outside',
    [in4(tcpPorts(22))],
    [enters(v4(tcp(22))), leaves(v4(tcp(40_000, 'SA', 22)), REPLY), enters(v4(tcp(22, 'A')), REPLY)],
  ],
  [
    'TCP from inside',
    OUT,
    [leaves(v4(tcp(22))), enters(v4(tcp(40_000, 'SA', 22)), REPLY), leaves(v4(tcp(22, 'A')), REPLY)],
  ],
  ['TCP of IPv6 from outside', [in6(tcpPorts(22))], [enters(v6(tcp(22))), leaves(v6(tcp(40_000, 'SA', 22)), REPLY)]],
  ['TCP of IPv6 from inside', OUT, [leaves(v6(tcp(22))), enters(v6(tcp(40_000, 'SA', 22)), REPLY)]],
  ['an echo from outside', [in4({ protocol: 1, ports: [8, null] })], [enters(v4(icmp(8))), leaves(v4(icmp(0)), REPLY)]],
  ['an echo from inside', OUT, [leaves(v4(icmp(8))), enters(v4(icmp(0)), REPLY)]],
  ['an echo of IPv6 from outside', [in6({ protocol: 58 })], [enters(v6(icmp6(128))), leaves(v6(icmp6(129)), REPLY)]],
  ['an echo of IPv6 from inside', OUT, [leaves(v6(icmp6(128))), enters(v6(icmp6(129)), REPLY)]],
  [
    'GRE from inside',
    OUT,
    [leaves(v4(protocol(47, [0, 0, 0x65, 0x58]))), enters(v4(protocol(47, [0, 0, 0x65, 0x58])), REPLY)],
  ],
  [
    'a protocol without ports from outside',
    [in4({ protocol: 200 })],
    [enters(v4(protocol(200))), leaves(v4(protocol(200)), REPLY)],
  ],
  ['the answer to another port is none', OUT, [leaves(v4(udp(53))), isKeptOut(v4(udp(40_001, 53)), by('no rule'))]],
  ['the answer from another port is none', OUT, [leaves(v4(udp(53))), isKeptOut(v4(udp(40_000, 54)), by('no rule'))]],
  ['the answer to another question is none', OUT, [leaves(v4(icmp(8, 0, 7))), isKeptOut(v4(icmp(0, 0, 8)), INVALID)]],
  [
    'the answer to what was dropped is none',
    ONE_EMPTY_GROUP,
    [isKeptIn(v4(udp(53))), isKeptOut(v4(udp(40_000, 53)), by('no rule'))],
  ],
  [
    'the answer to what was dropped is none, out',
    [in4(udpPorts(53))],
    [isKeptOut(v4(udp(54))), isKeptIn(v4(udp(40_000, 54)), by('no rule'))],
  ],
  [
    'an answer between two filtered ports',
    [in4(tcpPorts(22))],
    [enters(v4(tcp(22))), leaves(v4(tcp(40_000, 'SA', 22)), REPLY)],
    { peerGroups: [[out4()]] },
  ],
  ['a question that the sender’s groups forbid', [in4()], isKeptOut(v4(udp(22))), { peerGroups: [[in4()]] }],
  [
    'a question that the sender’s groups allow, and the other’s do not',
    OUT,
    isKeptIn(v4(udp(22))),
    { peerGroups: [[in4(udpPorts(23))]] },
  ],
  [
    'a question that both sides allow',
    OUT,
    [leaves(v4(udp(22))), enters(v4(udp(40_000, 22)), REPLY)],
    { peerGroups: [[in4(udpPorts(22))]] },
  ],
])

export const RELATED: readonly VerdictCase[] = rows('an error about what was sent passes', [
  [
    'port unreachable',
    OUT,
    [leaves(v4(udp(33_434))), enters(v4(icmpError(3, 3, 33_434)), { ...REPLY, ...by('reply') })],
  ],
  ['fragmentation needed', OUT, [leaves(v4(udp(33_435))), enters(v4(icmpError(3, 4, 33_435)), REPLY)]],
  ['time exceeded', OUT, [leaves(v4(udp(33_436))), enters(v4(icmpError(11, 0, 33_436)), REPLY)]],
  ['packet too big', OUT, [leaves(v6(udp(33_434))), enters(v6(icmp6Error(2, 0, 33_434)), REPLY)]],
  ['port unreachable of IPv6', OUT, [leaves(v6(udp(33_435))), enters(v6(icmp6Error(1, 4, 33_435)), REPLY)]],
  ['port unreachable, out', [in4(udpPorts(69))], [enters(v4(udp(69))), leaves(v4(icmpError(3, 3, 69)), REPLY)]],
  ['an error about what was never sent', OUT, isKeptOut(v4(icmpError(3, 3, 33_437)), INVALID)],
  ['an error about what was never sent, of IPv6', OUT, isKeptOut(v6(icmp6Error(1, 4, 33_437)), INVALID)],
])

export const INVALIDS: readonly VerdictCase[] = rows(
  'what belongs to no connection is dropped, even where a rule allows all',
  [
    ['SYN and FIN', [in4()], isKeptOut(v4(tcp(80, 'SF')), { ...INVALID, ...by('invalid') })],
    ['SYN and RST', [in4()], isKeptOut(v4(tcp(80, 'SR')), INVALID)],
    ['no flag', [in4()], isKeptOut(v4(tcp(80, '')), INVALID)],
    ['FIN alone', [in4()], isKeptOut(v4(tcp(80, 'F')), INVALID)],
    ['FIN, PSH and URG', [in4()], isKeptOut(v4(tcp(80, 'FPU')), INVALID)],
    ['SYN and ACK without a SYN', [in4()], isKeptOut(v4(tcp(80, 'SA')), INVALID)],
    ['SYN and FIN, out', OUT, isKeptIn(v4(tcp(80, 'SF')), INVALID)],
    ['SYN and FIN of IPv6', [in6()], isKeptOut(v6(tcp(80, 'SF')), INVALID)],
    ['no flag of IPv6', [in6()], isKeptOut(v6(tcp(80, '')), INVALID)],
    ['an echo reply to no request', [in4()], isKeptOut(v4(icmp(0)), INVALID)],
    ['an echo reply of IPv6 to no request', [in6()], isKeptOut(v6(icmp6(129)), INVALID)],
  ],
)

export const STATELESS_ROWS: readonly VerdictCase[] = rows('without state both directions need a rule', [
  [
    'no answer without a rule',
    [in4(udpPorts(53))],
    [enters(v4(udp(53)), by('rule')), isKeptIn(v4(udp(40_000, 53)), { ...REPLY, ...by('no rule') })],
    STATELESS,
  ],
  [
    'no answer without a rule, from inside',
    OUT,
    [leaves(v4(udp(53))), isKeptOut(v4(udp(40_000, 53)), REPLY)],
    STATELESS,
  ],
  [
    'an answer with a rule',
    [in4(udpPorts(53)), out4({ protocol: 17 })],
    [enters(v4(udp(53))), leaves(v4(udp(40_000, 53)), REPLY)],
    STATELESS,
  ],
  ['no answer of IPv6 without a rule', OUT, [leaves(v6(udp(53))), isKeptOut(v6(udp(40_000, 53)), REPLY)], STATELESS],
  [
    'an answer of IPv6 with a rule',
    [in6(), out6()],
    [leaves(v6(tcp(53))), enters(v6(tcp(40_000, 'SA', 53)), REPLY)],
    STATELESS,
  ],
  ['no echo reply without a rule', OUT, [leaves(v4(icmp(8))), isKeptOut(v4(icmp(0)), REPLY)], STATELESS],
  ['no error without a rule', OUT, [leaves(v4(udp(33_434))), isKeptOut(v4(icmpError(3, 3, 33_434)), REPLY)], STATELESS],
  [
    'an error with a rule',
    [...OUT, in4({ protocol: 1 })],
    [leaves(v4(udp(33_434))), enters(v4(icmpError(3, 3, 33_434)), REPLY)],
    STATELESS,
  ],
  [
    'flags that cannot be are no matter',
    [in4()],
    [enters(v4(tcp(80, 'SF')), INVALID), enters(v4(tcp(80, '')), INVALID)],
    STATELESS,
  ],
  [
    'an answer to nothing is no matter',
    [in4()],
    [enters(v4(tcp(80, 'SA')), INVALID), enters(v4(icmp(0)), INVALID)],
    STATELESS,
  ],
  [
    'nothing passes that no rule allows',
    ONE_EMPTY_GROUP,
    [isKeptOut(v4(udp(1))), isKeptIn(v4(udp(1))), isKeptOut(v6(udp(1))), isKeptIn(v6(udp(1)))],
    STATELESS,
  ],
  [
    'ports count',
    [in4(tcpPorts(80, 90))],
    [isKeptOut(v4(tcp(79))), enters(v4(tcp(80))), enters(v4(tcp(90))), isKeptOut(v4(tcp(91)))],
    STATELESS,
  ],
  [
    'remote groups count',
    [in4({ remote: 'members' })],
    [enters(v4(udp(1))), isKeptOut(v6(udp(1)))],
    { ...STATELESS, members: ({ peer }) => [peer.ip, peer.ip6] },
  ],
  [
    'DHCP passes',
    ONE_EMPTY_GROUP,
    [leaves(v4(udp(67, 68)), by('always')), enters(v4(udp(68, 67)), by('always'))],
    STATELESS,
  ],
])

export const FRAGMENTS: readonly VerdictCase[] = rows('fragments have the verdict of their packet', [
  ['allowed in', [in4(udpPorts(2_000))], enters(fragments4(longUdp(2_000)))],
  ['denied in', [in4(udpPorts(2_001))], isKeptOut(fragments4(longUdp(2_000)))],
  ['allowed out', [out4(udpPorts(2_000))], leaves(fragments4(longUdp(2_000)))],
  ['denied out', [out4(udpPorts(2_001))], isKeptIn(fragments4(longUdp(2_000)))],
  ['allowed in, of IPv6', [in6(udpPorts(2_000))], enters(fragments6(longUdp(2_000)))],
  ['denied in, of IPv6', [in6(udpPorts(2_001))], isKeptOut(fragments6(longUdp(2_000)))],
  ['allowed out, of IPv6', [out6(udpPorts(2_000))], leaves(fragments6(longUdp(2_000)))],
  ['denied out, of IPv6', [out6(udpPorts(2_001))], isKeptIn(fragments6(longUdp(2_000)))],
  ['a later one of which there is no first', [in4(udpPorts(2_000))], isKeptOut(fragments4(longUdp(2_000), 'later'))],
  [
    'a later one of which there is no first, of IPv6',
    [in6(udpPorts(2_000))],
    isKeptOut(fragments6(longUdp(2_000), 'later')),
  ],
  ['a first one that is denied', [in4(udpPorts(2_001))], isKeptOut(fragments4(longUdp(2_000), 'first'))],
  ['a later one into a group without rules', ONE_EMPTY_GROUP, isKeptOut(fragments4(longUdp(2_000), 'later'))],
])

export const EXTENSIONS: readonly VerdictCase[] = rows('headers of IPv6 hide nothing', [
  ['hop-by-hop options before an allowed port', [in6(tcpPorts(80))], enters(v6(tcp(80), {}, [HOP_BY_HOP]))],
  ['hop-by-hop options before a denied port', [in6(tcpPorts(80))], isKeptOut(v6(tcp(81), {}, [HOP_BY_HOP]))],
  ['destination options before an allowed port', [in6(udpPorts(80))], enters(v6(udp(80), {}, [DESTINATION_OPTIONS]))],
  ['destination options before a denied port', [in6(udpPorts(80))], isKeptOut(v6(udp(81), {}, [DESTINATION_OPTIONS]))],
  [
    'both kinds of options, out',
    [out6(udpPorts(80))],
    [
      leaves(v6(udp(80), {}, [HOP_BY_HOP, DESTINATION_OPTIONS])),
      isKeptIn(v6(udp(81), {}, [HOP_BY_HOP, DESTINATION_OPTIONS])),
    ],
  ],
  [
    'options before an echo',
    [in6({ protocol: 58, ports: [128, null] })],
    enters(v6(icmp6(128), {}, [DESTINATION_OPTIONS])),
  ],
  [
    'options before an echo that no rule allows',
    [in6({ protocol: 17 })],
    isKeptOut(v6(icmp6(128), {}, [DESTINATION_OPTIONS])),
  ],
  ['options before SCTP', [in6({ protocol: 132 })], enters(v6(sctp(9), {}, [DESTINATION_OPTIONS]))],
  [
    'options before a DHCPv6 reply of its own',
    [out6()],
    isKeptIn(v6(udp(546, 547), {}, [DESTINATION_OPTIONS]), by('dhcp-server')),
  ],
])

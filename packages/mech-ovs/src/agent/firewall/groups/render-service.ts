import type { Rendered } from '@netloom/core'
import type { FlowAction, FlowField } from '../../flow/flow-action.ts'
import type { FlowMatch } from '../../flow/flow-match.ts'
import { resubmit } from '../../render/flows.ts'
import { ETHER, ICMPV6, UDP } from '../guards/guard-tables.ts'
import type { MakeFlow } from './filter-flow.ts'
import { FILTER, FLAG, flags } from './filter-tables.ts'

const ICMP = 1
const SCTP = 132
const TRACKED: FlowMatch = { ctState: '-inv+trk', reg7: flags(0, FLAG.packet) }
const PACKET: FlowMatch = { reg7: flags(FLAG.packet) }
const IPS = [ETHER.ipv4, ETHER.ipv6] as const
const PORTS = [
  [6, 'tcp_dst'],
  [UDP, 'udp_dst'],
  [SCTP, 'sctp_dst'],
] as const

const WHY_CONNECTION = 'protocol and port of a connection, seen from where it began'
const WHY_PACKET = 'protocol and port of the packet'

/** Register 4: protocol and port, or type and code, of a connection or of a packet. One sort of rule then fits answers and fragments, too. */
export function renderService(make: MakeFlow): readonly Rendered[] {
  const table = FILTER.service
  const next = (...actions: readonly FlowAction[]): readonly FlowAction[] => [
    { type: 'load', field: 'reg4', value: 0 },
    ...actions,
    resubmit(FILTER.groupsOfPort),
  ]
  const icmp = (ethType: number): number => (ethType === ETHER.ipv4 ? ICMP : ICMPV6)
  return [
    ...IPS.map((ethType) =>
      make(
        [table, 30],
        { ethType, ipFrag: 'later', ctState: '-inv+trk' },
        [{ type: 'load', field: 'reg7', value: FLAG.allowed, bits: 1 }],
        'a later fragment has no port: it passes where its packet does, see the verdict on fragments',
      ),
    ),
    // In user space connections of SCTP are tracked without their ports.
    ...IPS.flatMap((ethType) =>
      (['-rpl', '+rpl'] as const).map((reply) =>
        make(
          [table, 20],
          { ...TRACKED, ctState: `${reply}-inv+trk`, ethType, ipProto: SCTP },
          next({ type: 'move', from: reply === '+rpl' ? 'sctp_src' : 'sctp_dst', to: 'reg4' }, protocol('ct_nw_proto')),
          WHY_CONNECTION,
        ),
      ),
    ),
    ...IPS.map((ethType) =>
      make(
        [table, 20],
        { ...TRACKED, ethType, ctProto: icmp(ethType) },
        next(...typeAndCode('ct_tp_src', 'ct_tp_dst'), protocol('ct_nw_proto')),
        WHY_CONNECTION,
      ),
    ),
    ...IPS.map((ethType) =>
      make(
        [table, 10],
        { ...TRACKED, ethType },
        next({ type: 'move', from: 'ct_tp_dst', to: 'reg4' }, protocol('ct_nw_proto')),
        WHY_CONNECTION,
      ),
    ),
    ...IPS.flatMap((ethType) =>
      PORTS.map(([ipProto, from]) =>
        make(
          [table, 20],
          { ...PACKET, ethType, ipProto },
          next({ type: 'move', from, to: 'reg4' }, protocol('ip_proto')),
          WHY_PACKET,
        ),
      ),
    ),
    make(
      [table, 20],
      { ...PACKET, ethType: ETHER.ipv4, ipProto: ICMP },
      next(...typeAndCode('icmp_type', 'icmp_code'), protocol('ip_proto')),
      WHY_PACKET,
    ),
    make(
      [table, 20],
      { ...PACKET, ethType: ETHER.ipv6, ipProto: ICMPV6 },
      next(...typeAndCode('icmpv6_type', 'icmpv6_code'), protocol('ip_proto')),
      WHY_PACKET,
    ),
    ...IPS.map((ethType) => make([table, 10], { ...PACKET, ethType }, next(protocol('ip_proto')), WHY_PACKET)),
    make([table, 0], {}, next(), 'a packet of which connection tracking can make nothing'),
    ...renderRemoteAddress(make),
  ]
}

/** Registers 12 to 15: the address of the other side; of what goes to the port its source. */
function renderRemoteAddress(make: MakeFlow): readonly Rendered[] {
  const ways = [
    [0, 'dst'],
    [FLAG.to, 'src'],
  ] as const
  return ways.flatMap(([to, end]) =>
    IPS.flatMap((ethType) => {
      const ip = ethType === ETHER.ipv4
      const [from, ofConnection] = ip
        ? ([`ip_${end}`, `ct_nw_${end}`] as const)
        : ([`ipv6_${end}`, `ct_ipv6_${end}`] as const)
      const copy = (field: FlowField): readonly FlowAction[] => [
        { type: 'move', from: field, to: ip ? 'reg12' : 'xxreg3' },
        resubmit(FILTER.members),
      ]
      const clear = FLAG.to ^ to
      const place = [FILTER.remoteAddress, 10] as const
      return [
        make(
          place,
          { ethType, ctState: '-inv+trk', reg7: flags(to, clear | FLAG.packet | FLAG.allowed) },
          copy(ofConnection),
          'the other side of a connection',
        ),
        make(
          place,
          { ethType, reg7: flags(to | FLAG.packet, clear | FLAG.allowed) },
          copy(from),
          'the other side of a packet',
        ),
      ]
    }),
  )
}

const protocol = (from: FlowField): FlowAction => ({ type: 'move', from, to: 'reg4', at: 16 })
const typeAndCode = (type: FlowField, code: FlowField): readonly FlowAction[] => [
  { type: 'move', from: type, to: 'reg4', at: 8, bits: 8 },
  { type: 'move', from: code, to: 'reg4', bits: 8 },
]

import type { Rendered } from '@netloom/core'
import { ALWAYS_ALLOWED, type AlwaysAllowed } from '@netloom/core/firewall'
import type { FlowMatch } from '../../flow/flow-match.ts'
import { resubmit } from '../../render/flows.ts'
import { ETHER, ICMPV6 } from '../guards/guard-tables.ts'
import { both, judge, type MakeFlow } from './filter-flow.ts'
import { FILTER, FLAG, flags, RARP, STATELESS_ZONE } from './filter-tables.ts'

const TCP = 6

/** What one half of the filter begins with: packets that a port sends, or that it gets. */
export interface Direction {
  readonly direction: 'egress' | 'ingress'
  readonly base: number
  readonly judged: number
  readonly verdict: number
  /** Where what may pass goes on. */
  readonly passed: number
}

export const EGRESS: Direction = {
  direction: 'egress',
  base: FILTER.egress,
  judged: FILTER.egressJudge,
  verdict: FILTER.egressVerdict,
  passed: FILTER.deliver,
}
export const INGRESS: Direction = {
  direction: 'ingress',
  base: FILTER.ingress,
  judged: FILTER.ingressJudge,
  verdict: FILTER.ingressVerdict,
  passed: FILTER.output,
}

/** From the base table to the verdict: what needs no group, what has a state, and whose rules are asked. */
export function renderDirection(make: MakeFlow, way: Direction, permitted: readonly number[]): readonly Rendered[] {
  const { base, judged, verdict, passed } = way
  const isIngress = way.direction === 'ingress'
  const own = isIngress ? FLAG.to : 0
  const stateless = flags(FLAG.stateless)
  return [
    make([base, 100], { ethType: ETHER.arp }, [resubmit(passed)], 'ARP finds neighbours whatever the groups say'),
    make([base, 100], { ethType: RARP }, [resubmit(passed)], 'RARP tells where a station has gone'),
    ...permitted.map((ethType) =>
      make([base, 100], { ethType }, [resubmit(passed)], 'an ethertype that the operator permits'),
    ),
    ...ALWAYS_ALLOWED.filter(({ direction }) => direction === way.direction).map((one) =>
      make([base, 90], alwaysMatch(one), [resubmit(passed)], `${one.what} passes whatever the groups say`),
    ),
    ...both((ethType) =>
      make(
        [base, 80],
        { ethType, reg7: stateless, ipFrag: 'yes' },
        [{ type: 'ct', zone: STATELESS_ZONE, table: judged }],
        'fragments are judged as the packet that they are of, without state, too',
      ),
    ),
    ...both((ethType) =>
      make(
        [base, 70],
        { ethType, reg7: stateless },
        judge(own | FLAG.packet, verdict),
        'without state each packet is judged',
      ),
    ),
    ...(isIngress
      ? both((ethType) =>
          make(
            [base, 65],
            { ethType, ctState: '+trk' },
            [resubmit(judged)],
            'its state is known from the port that sent it',
          ),
        )
      : []),
    ...both((ethType) =>
      make(
        [base, 60],
        { ethType },
        [{ type: 'ct', zone: 'reg6', table: judged }],
        'packets belong to connections of the network',
      ),
    ),
    make([base, 0], {}, [], 'no group can allow what is neither ARP nor IP'),
    make([judged, 100], { reg7: stateless }, judge(own, verdict), 'without state each packet is judged'),
    make([judged, 90], { ctState: '+inv+trk' }, [], 'a packet of no connection that may be'),
    make(
      [judged, 80],
      { ctState: '+rpl+trk' },
      judge(own ^ FLAG.to, verdict),
      'an answer may be if its connection may be',
    ),
    make([judged, 70], { ctState: '-rpl+trk' }, judge(own, verdict), 'rules judge connections, as long as they live'),
    ...both((ethType) =>
      make(
        [verdict, 11],
        { ethType, ipProto: TCP, ctState: '+rpl+trk', reg7: flags(0, FLAG.stateless | FLAG.again) },
        [],
        'of TCP it is known who began: a session that was cut does not go on the other way round',
      ),
    ),
    make(
      [verdict, 10],
      { ctState: '+rpl+trk', reg7: flags(0, FLAG.stateless | FLAG.again) },
      judge(own | FLAG.again | FLAG.packet, verdict),
      'what may not be as an answer may be as something new',
    ),
    make([verdict, 0], {}, [], 'no rule allows it'),
  ]
}

function alwaysMatch({ ethertype, protocol, portMin, sourcePort }: AlwaysAllowed): FlowMatch {
  const ethType = ethertype === 'IPv4' ? ETHER.ipv4 : ETHER.ipv6
  const ipProto = protocol ?? 0
  if (ipProto === ICMPV6) return { ethType, ipProto, ...(portMin !== null && { icmpv6Type: portMin }) }
  return {
    ethType,
    ipProto,
    ...(sourcePort !== undefined && { portSrc: sourcePort }),
    ...(portMin !== null && { portDst: portMin }),
  }
}

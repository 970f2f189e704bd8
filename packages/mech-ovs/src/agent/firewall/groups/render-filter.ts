import type { Rendered } from '@netloom/core'
import type { FlowAction } from '../../flow/flow-action.ts'
import { INT, MULTICAST, NORMAL, STRIP_VLAN, resubmit } from '../../render/flows.ts'
import { both, flowsOf, type MakeFlow } from './filter-flow.ts'
import { COPY_FLOWS, FILTER, FLAG, flags, PREFIX_REMOTE, STATELESS_ZONE } from './filter-tables.ts'
import { askedRemote } from './register-words.ts'
import { EGRESS, INGRESS, renderDirection } from './render-direction.ts'
import { renderService } from './render-service.ts'

/** Number of no port, as packets have it that the switch itself sends (OFPP_NONE of OpenFlow 1.0). */
const NO_PORT = 0xffff

/**
 * The tables that all ports share; none of them grows with ports, groups or rules.
 * @param uplinks ports of the bridge towards tunnels and physical networks, whose frames bear the local VLAN.
 */
export function renderFilter(
  bridge: string,
  uplinks: readonly string[],
  permitted: readonly number[],
): readonly Rendered[] {
  const make = flowsOf(bridge)
  return [
    ...arrival(make, uplinks),
    ...renderDirection(make, EGRESS, permitted),
    ...renderDirection(make, INGRESS, permitted),
    ...renderService(make),
    ...groups(make),
    ...verdicts(make),
    ...delivery(make),
  ]
}

function arrival(make: MakeFlow, uplinks: readonly string[]): readonly Rendered[] {
  const untagged = ['none', 0] as const
  return [
    ...uplinks.map((inPort) =>
      make(
        [INT.switching, 4],
        { inPort, vlan: 'tagged' },
        [{ type: 'move', from: 'vlan_tci', to: 'reg6', bits: 12 }, resubmit(FILTER.deliver)],
        'frames from elsewhere bear the VLAN of their network',
      ),
    ),
    ...untagged.map((vlan) =>
      make(
        [FILTER.tags, 2],
        { vlan, reg7: flags(FLAG.filtered) },
        [resubmit(FILTER.egress)],
        'a port with groups sends',
      ),
    ),
    ...untagged.map((vlan) =>
      make([FILTER.tags, 1], { vlan }, [resubmit(FILTER.deliver)], 'a port without groups sends'),
    ),
    make([FILTER.tags, 0], {}, [], 'a port is in one VLAN, and chooses no other'),
  ]
}

/** Who asks whom: the groups of a port one after the other, of each its rules without a remote, then its remotes. */
function groups(make: MakeFlow): readonly Rendered[] {
  const ways = [
    [0, FILTER.egressRules],
    [FLAG.to, FILTER.ingressRules],
  ] as const
  const anybody: FlowAction = { type: 'set-field', field: 'xxreg2', value: '0x0' }
  return [
    ...ways.map(([to, rules]) =>
      make(
        [FILTER.rulesOfGroup, 5],
        { reg7: flags(to, (FLAG.to ^ to) | FLAG.allowed) },
        [anybody, resubmit(rules), resubmit(FILTER.remotesOfGroup)],
        'the rules of a group',
      ),
    ),
    make(
      [FILTER.members, 10],
      askedRemote(PREFIX_REMOTE),
      [resubmit(FILTER.rulesOfRemote)],
      'rules that name a prefix match it themselves',
    ),
    ...ways.map(([to, rules]) =>
      make(
        [FILTER.rulesOfRemote, 5],
        { reg7: flags(to, FLAG.to ^ to) },
        [resubmit(rules)],
        'the rules of a group for members of one remote',
      ),
    ),
  ]
}

function verdicts(make: MakeFlow): readonly Rendered[] {
  const { egressVerdict, ingressVerdict, whole, deliver, output } = FILTER
  const turned = flags(FLAG.allowed | FLAG.again)
  const allowed = flags(FLAG.allowed)
  const stateless = flags(FLAG.allowed | FLAG.stateless)
  const anew = 'a connection that began at the other side begins anew at this one'
  const fragments = 'fragments pass when all of their packet may: a later one waits for the first'
  const remembered = 'a connection that may be is remembered'
  return [
    ...both((ethType) => make([egressVerdict, 30], { ethType, reg7: turned }, [ct('reg6', deliver, 'forced')], anew)),
    ...both((ethType) =>
      make([egressVerdict, 29], { ethType, ipFrag: 'yes', reg7: stateless }, [ct(STATELESS_ZONE, whole)], fragments),
    ),
    ...both((ethType) =>
      make([egressVerdict, 28], { ethType, ipFrag: 'yes', reg7: allowed }, [ct('reg6', whole)], fragments),
    ),
    make([egressVerdict, 25], { reg7: stateless }, [resubmit(whole)], 'a rule allows it'),
    make([egressVerdict, 20], { reg7: allowed }, [resubmit(whole)], 'a rule allows it'),
    make([whole, 10], { reg7: flags(FLAG.stateless) }, [{ type: 'ct-clear' }, resubmit(deliver)], 'it has no state'),
    make([whole, 0], {}, [resubmit(deliver)], 'it may leave the port'),
    ...both((ethType) => make([ingressVerdict, 30], { ethType, reg7: turned }, [ct('reg6', output, 'forced')], anew)),
    ...both((ethType) =>
      make([ingressVerdict, 29], { ethType, ipFrag: 'yes', reg7: stateless }, [ct(STATELESS_ZONE, output)], fragments),
    ),
    make([ingressVerdict, 25], { reg7: stateless }, [resubmit(output)], 'a rule allows it'),
    ...both((ethType) =>
      make(
        [ingressVerdict, 20],
        { ethType, ctState: '+new+trk', reg7: allowed },
        [ct('reg6', output, 'commit')],
        remembered,
      ),
    ),
    ...both((ethType) =>
      make([ingressVerdict, 16], { ethType, ipFrag: 'yes', reg7: allowed }, [ct('reg6', output)], fragments),
    ),
    make([ingressVerdict, 15], { reg7: allowed }, [resubmit(output)], 'a rule allows it'),
  ]
}

const ct = (zone: number | 'reg6', table: number, commit?: 'commit' | 'forced'): FlowAction => ({
  type: 'ct',
  zone,
  table,
  ...(commit !== undefined && { commit }),
})

/** Frames that may leave: to ports with groups by flows alone, to all else as the switch knows it. */
function delivery(make: MakeFlow): readonly Rendered[] {
  const { deliver, copies, copiesOf, switched, learn, output } = FILTER
  const filtered = flags(FLAG.filtered)
  // From no port, since the port itself is in no VLAN as the switch sees it.
  const leave: readonly FlowAction[] = [
    { type: 'load', field: 'vlan_tci', value: 1, at: 12, bits: 1 },
    { type: 'move', from: 'reg6', to: 'vlan_tci', bits: 12 },
    { type: 'set-field', field: 'in_port', value: NO_PORT },
    NORMAL,
  ]
  return [
    make(
      [deliver, 50],
      { ethDst: MULTICAST, reg7: filtered },
      [resubmit(copies), resubmit(switched)],
      'to many stations; first those with groups, while it is known who sent it',
    ),
    make(
      [deliver, 40],
      { ethDst: MULTICAST },
      [resubmit(switched), resubmit(copies)],
      'to many stations; those with groups last, whose copies lose the tag',
    ),
    make(
      [copies, 5],
      {},
      Array.from({ length: COPY_FLOWS }, (_, part): readonly FlowAction[] => [
        { type: 'load', field: 'reg4', value: part },
        resubmit(copiesOf),
      ]).flat(),
      'copies for the ports of a network, a share of them at a time',
    ),
    make([deliver, 0], {}, [resubmit(switched)], 'to a station that has no groups, or is elsewhere'),
    ...both((ethType) =>
      make(
        [switched, 20],
        { ethType, ctState: '+new+trk', reg7: filtered },
        [{ type: 'ct', zone: 'reg6', commit: 'commit' }, ...leave],
        'a connection that may be is remembered',
      ),
    ),
    make([switched, 10], { reg7: filtered }, leave, 'frames of a port with groups join their VLAN'),
    make([switched, 0], {}, [NORMAL], 'frames are switched by MAC and local VLAN'),
    make([learn, 10], { reg7: filtered }, [], 'where ports with groups are is known'),
    // To itself it goes nowhere.
    make(
      [learn, 0],
      {},
      [{ type: 'move', from: 'eth_src', to: 'eth_dst' }, NORMAL],
      'the switch learns where the sender of a frame is that it does not switch',
    ),
    make([output, 10], { vlan: 'tagged' }, [STRIP_VLAN, { type: 'output-register' }], 'a port gets frames without tag'),
    make([output, 0], {}, [{ type: 'output-register' }], 'a port gets frames without tag'),
  ]
}

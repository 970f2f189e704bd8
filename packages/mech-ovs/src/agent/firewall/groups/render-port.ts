import type { Rendered } from '@netloom/core'
import type { PortGroups } from '@netloom/core/firewall'
import type { PortItem } from '@netloom/core/wire'
import type { FlowAction } from '../../flow/flow-action.ts'
import { nameHash } from '../../kinds/name-hash.ts'
import { wordOfUuid } from '../../kinds/uuid-word.ts'
import { INT, resubmit } from '../../render/flows.ts'
import { tapName } from '../../render/render-attachment.ts'
import type { OvsFloodState } from '../../states/ovs-flood-state.ts'
import type { OvsFlowState } from '../../states/ovs-flow-state.ts'
import type { OvsPortState } from '../../states/ovs-port-state.ts'
import type { AllowedSenders } from '../guards/allowed-senders.ts'
import { COPY_FLOWS, FILTER, FLAG } from './filter-tables.ts'

/** The flows of one port with groups: who it is, which groups it has, and what reaches it. */
export function renderFilteredPort(
  bridge: string,
  port: PortItem,
  { macs }: AllowedSenders,
  { groupIds, stateful }: PortGroups,
): readonly Rendered[] {
  const tap = tapName(port.id)
  const state = stateful ? 0 : FLAG.stateless
  const vlan = { segmentId: port.segmentId }
  const flow = (table: number, priority: number, match: OvsFlowState['match'], actions: readonly FlowAction[]) =>
    ({ kind: 'ovs-flow', bridge, table, priority, match, actions, waitsFor: tap }) satisfies OvsFlowState
  const into = { table: FILTER.ingress, flags: state }
  const branch = (priority: number, place: Pick<OvsFloodState, 'table' | 'match' | 'before'>) =>
    ({ kind: 'ovs-flood', bridge, priority, ...place, port: tap, into, waitsFor: tap }) satisfies OvsFloodState
  const asked = groupIds.flatMap((groupId): readonly FlowAction[] => [
    { type: 'set-field', field: 'xxreg0', value: wordOfUuid(groupId) },
    resubmit(FILTER.rulesOfGroup),
  ])
  return [
    {
      state: flow(INT.switching, 100, { inPort: tap }, [
        { type: 'load', field: 'reg5', value: { port: tap } },
        { type: 'load', field: 'reg6', value: vlan },
        { type: 'load', field: 'reg7', value: FLAG.filtered | state },
        resubmit(FILTER.tags),
      ]),
      rule: 'what a port with groups sends is judged',
    },
    { state: flow(FILTER.groupsOfPort, 10, { reg5: { port: tap } }, asked), rule: 'the groups of a port' },
    ...macs.map((mac) => ({
      state: branch(100, {
        table: FILTER.deliver,
        match: { reg6: vlan, ethDst: mac },
        before: [resubmit(FILTER.learn), { type: 'set-field', field: 'eth_dst', value: mac }],
      }),
      rule: 'what is for the port is judged',
    })),
    {
      state: branch(10, {
        table: FILTER.copiesOf,
        match: { reg4: nameHash(port.id) % COPY_FLOWS, reg6: vlan },
        before: [],
      }),
      rule: 'what is for many is judged for each',
    },
  ]
}

/** A port without groups: its frames say which network they are of, and reach ports with groups. */
export function renderFreePort(bridge: string, { id, segmentId }: PortItem): Rendered {
  const tap = tapName(id)
  const state: OvsFlowState = {
    kind: 'ovs-flow',
    bridge,
    table: INT.switching,
    priority: 100,
    match: { inPort: tap },
    actions: [{ type: 'load', field: 'reg6', value: { segmentId } }, resubmit(FILTER.tags)],
    waitsFor: tap,
  }
  return { state, rule: 'frames of a port without groups reach those that have some' }
}

/** The switch keeps away from the device of a port with groups: only flows bring frames to it. */
export function isolated(rendered: Rendered): Rendered {
  if (rendered.state.kind !== 'ovs-port') return rendered
  const state = rendered.state as OvsPortState
  if (state.port.type !== 'vif') return rendered
  const port: OvsPortState = { ...state, port: { ...state.port, isolated: true } }
  return { ...rendered, state: port }
}

import type { Rendered } from '@netloom/core'
import type { FlowAction } from '../flow/flow-action.ts'
import type { FlowMatch } from '../flow/flow-match.ts'
import type { OvsFlowState } from '../states/ovs-flow-state.ts'

/** Tables of the integration bridge, with Neutron's numbers. */
export const INT = { classify: 0, canary: 23, arpSpoof: 24, macSpoof: 25, switching: 60 } as const

/** Tables of the tunnel bridge, with Neutron's numbers; `mesh` is ours. */
export const TUN = { classify: 0, outbound: 2, learn: 10, unicast: 20, arp: 21, flood: 22, mesh: 27 } as const

export const ETH_ARP = 0x0806
export const UNICAST = '00:00:00:00:00:00/01:00:00:00:00:00'
export const MULTICAST = '01:00:00:00:00:00/01:00:00:00:00:00'
export const BROADCAST = 'ff:ff:ff:ff:ff:ff'

/** Of frames that nobody has wired; IEEE 802.1Q reserves it. */
export const DEAD_VLAN = 4095

export const resubmit = (table: number): FlowAction => ({ type: 'resubmit', table })
export const NORMAL: FlowAction = { type: 'normal' }
export const STRIP_VLAN: FlowAction = { type: 'strip-vlan' }

/** One flow, and why it is there. */
export function flow(
  bridge: string,
  [table, priority]: readonly [table: number, priority: number],
  match: FlowMatch,
  actions: readonly FlowAction[],
  rule: string,
): Rendered {
  const state: OvsFlowState = { kind: 'ovs-flow', bridge, table, priority, match, actions }
  return { state, rule }
}

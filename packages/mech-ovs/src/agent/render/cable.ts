import type { Rendered } from '@netloom/core'
import type { OvsPortState } from '../states/ovs-port-state.ts'

type End = readonly [bridge: string, port: string]

/** Two ports that are each other's peer. */
export function cable(one: End, other: End, rule: string, { igmpSnooping }: Snooping = {}): readonly Rendered[] {
  return [patch(one, other[1], igmpSnooping === true), patch(other, one[1], false)].map((state) => ({ state, rule }))
}

/** Whether the bridge of the first end keeps groups from ports that did not ask for them. */
interface Snooping {
  readonly igmpSnooping?: boolean | undefined
}

function patch([bridge, name]: End, peer: string, floodsGroups: boolean): OvsPortState {
  return { kind: 'ovs-port', bridge, name, port: { type: 'patch', peer, ...(floodsGroups && { floodsGroups }) } }
}

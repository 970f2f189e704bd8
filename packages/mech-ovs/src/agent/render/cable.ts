import type { Rendered } from '@netloom/core'
import type { OvsPortState } from '../states/ovs-port-state.ts'

type End = readonly [bridge: string, port: string]

/** Two ports that are each other's peer. */
export function cable(one: End, other: End, rule: string): readonly Rendered[] {
  return [patch(one, other[1]), patch(other, one[1])].map((state) => ({ state, rule }))
}

function patch([bridge, name]: End, peer: string): OvsPortState {
  return { kind: 'ovs-port', bridge, name, port: { type: 'patch', peer } }
}

import type { SwitchNames } from './switch-names.ts'
import type { ResolvedAction, ResolvedMatch } from '../openflow/resolved-flow.ts'
import type { FlowAction } from '../flow/flow-action.ts'
import type { FlowMatch, VlanId } from '../flow/flow-match.ts'

/** A flow names a port that has no number. */
export class UnknownPortError extends Error {
  override readonly name = 'UnknownPortError'
  readonly code = 'UnknownPort'
  constructor(bridge: string, port: string) {
    super(`port ${port} of ${bridge} has no OpenFlow number yet; the flow is written when it has one`)
  }
}

/** @throws {UnknownPortError} @throws {NoLocalVlanError} */
export function resolveMatch(bridge: string, match: FlowMatch, names: SwitchNames): ResolvedMatch {
  const { inPort, vlan, reg5, reg6, ...rest } = match
  return {
    ...rest,
    ...(inPort !== undefined && { inPort: portNumber(bridge, inPort, names) }),
    ...(vlan !== undefined && { vlan: vlan === 'none' || vlan === 'tagged' ? vlan : vlanNumber(vlan, names) }),
    ...(reg5 !== undefined && { reg5: typeof reg5 === 'object' ? portNumber(bridge, reg5.port, names) : reg5 }),
    ...(reg6 !== undefined && { reg6: typeof reg6 === 'object' ? vlanNumber(reg6, names) : reg6 }),
  }
}

/** @throws {UnknownPortError} @throws {NoLocalVlanError} */
export const resolveActions = (
  bridge: string,
  actions: readonly FlowAction[],
  names: SwitchNames,
): readonly ResolvedAction[] =>
  actions.map((action) => {
    if (action.type === 'output') return { type: 'output', port: portNumber(bridge, action.port, names) }
    if (action.type === 'set-vlan') return { type: 'set-vlan', vlan: vlanNumber(action.vlan, names) }
    if (action.type === 'load') {
      const { value } = action
      if (typeof value === 'number') return { ...action, value }
      return { ...action, value: 'port' in value ? portNumber(bridge, value.port, names) : vlanNumber(value, names) }
    }
    return action
  })

/** @throws {UnknownPortError} */
export function portNumber(bridge: string, port: string, names: SwitchNames): number {
  const number = names.portNumber(bridge, port)
  if (number === undefined) throw new UnknownPortError(bridge, port)
  return number
}

const vlanNumber = (vlan: VlanId, names: SwitchNames): number =>
  typeof vlan === 'number' ? vlan : names.localVlan(vlan.segmentId)

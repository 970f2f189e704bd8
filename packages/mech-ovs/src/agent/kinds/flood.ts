import type { DeviceKind } from '@netloom/core'
import type { FlowBridges } from '../openflow/flow-bridges.ts'
import type { OvsFloodState } from '../states/ovs-flood-state.ts'
import { ORDER } from './orders.ts'
import type { SwitchNames } from './switch-names.ts'

/** Flood flows that bear our mark, one state for each port they send to. */
export const floodKind = (_bridges: FlowBridges, _names: SwitchNames): DeviceKind<OvsFloodState> => ({
  kind: 'ovs-flood',
  order: ORDER.flow,
  key: (state) => `ovs-flood ${state.bridge} ${String(state.table)}`,
  equal: () => false,
  parents: (state) => [`ovs-bridge ${state.bridge}`],
  commands: () => [],
  read: () => Promise.resolve([]),
})

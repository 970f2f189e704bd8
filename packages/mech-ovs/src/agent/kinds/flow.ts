import type { DeviceKind } from '@netloom/core'
import type { FlowBridges } from '../openflow/flow-bridges.ts'
import type { OvsFlowState } from '../states/ovs-flow-state.ts'
import { ORDER } from './orders.ts'
import type { SwitchNames } from './switch-names.ts'

/** Flows that bear our mark. `watch` and `close` are those of `bridges`, for this kind and `floodKind` together. */
export const flowKind = (bridges: FlowBridges, _names: SwitchNames): DeviceKind<OvsFlowState> => ({
  kind: 'ovs-flow',
  order: ORDER.flow,
  key: (state) => `ovs-flow ${state.bridge} ${String(state.table)}`,
  equal: () => false,
  parents: (state) => [`ovs-bridge ${state.bridge}`],
  commands: () => [],
  read: () => Promise.resolve([]),
  watch: (listener) => bridges.watch(listener),
  close: () => bridges.close(),
})

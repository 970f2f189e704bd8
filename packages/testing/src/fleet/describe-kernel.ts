import type { DeviceState } from '@netloom/core'
import type {
  BridgeFdbState,
  BridgePortState,
  BridgeState,
  FdbState,
  FloodState,
  NeighbourState,
  VxlanState,
} from '@netloom/dataplane'

type Known = BridgeFdbState | BridgePortState | BridgeState | FdbState | FloodState | NeighbourState | VxlanState

/** A host's tables as lines, to be compared with {@link expectedKernel}. Pure. */
export function describeKernel(states: readonly DeviceState[]): readonly string[] {
  return (states as readonly Known[]).map(describeState).sort()
}

function describeState(state: Known): string {
  switch (state.kind) {
    case 'bridge':
      return `bridge ${state.name}`
    case 'vxlan':
      return `vxlan ${state.name} in ${state.bridge}`
    case 'bridge-port':
      return `port ${state.device} in ${state.bridge}`
    case 'flood':
      return `flood ${state.device} → ${state.dst}`
    case 'fdb':
      return `fdb ${state.device} ${state.mac} → ${state.dst}`
    case 'bridge-fdb':
      return `behind ${state.device} ${state.mac}`
    case 'neighbour':
      return `neighbour ${state.device} ${state.ip} → ${state.mac}`
    default:
      return JSON.stringify(state)
  }
}

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

/** What leaves past the responder of a Linux bridge host; its kind is the mechanism driver's own. */
interface BypassState extends DeviceState {
  readonly kind: 'proxy-bypass'
  readonly device: string
  readonly to: string
  readonly owner: string
  readonly passes: string
  readonly fault?: string
}

type Row =
  BypassState | BridgeFdbState | BridgePortState | BridgeState | FdbState | FloodState | NeighbourState | VxlanState

/** What is in a kernel, one line per table row, in the words of `neutronTable`. */
export function hostTable(states: readonly DeviceState[]): readonly string[] {
  return states.map((state) => lineOf(state as Row))
}

function lineOf(state: Row): string {
  switch (state.kind) {
    case 'bridge':
      return `bridge ${state.name} mtu ${String(state.mtu)} for ${state.owner}${fault(state)}`
    case 'vxlan': {
      const { name, vni, localIp, bridge, mtu, owner, learning } = state
      const what = `vxlan ${name} vni ${String(vni)} from ${localIp} in ${bridge ?? 'no bridge'} ${answers(state)}`
      return `${what} mtu ${String(mtu)} for ${owner}${learning ? ' and learns' : ''}${fault(state)}`
    }
    case 'bridge-port': {
      const { device, bridge, up, mtu, owner } = state
      return `port ${device} in ${bridge} ${up ? 'up' : 'down'} mtu ${String(mtu)} for ${owner}`
    }
    case 'bridge-fdb':
      return `bridge entry ${state.device} leads to ${state.mac}`
    case 'fdb':
      return `fdb ${state.device} ${state.mac} behind ${state.dst}`
    case 'flood':
      return `flood ${state.device} to ${state.dst}${state.port === undefined ? '' : ` at ${String(state.port)}`}`
    case 'proxy-bypass':
      return `past ${state.device} through ${state.to}: ${state.passes} for ${state.owner}${fault(state)}`
    case 'neighbour':
      return `neighbour ${state.device} ${state.ip} is ${state.mac}`
    default:
      return `unknown ${JSON.stringify(state)}`
  }
}

function answers({ proxy, neighSuppress }: VxlanState): string {
  if (proxy && neighSuppress) return 'proxy and suppress'
  return proxy ? 'proxy' : neighSuppress ? 'suppress' : 'off'
}

const fault = (state: { readonly fault?: string }): string => (state.fault === undefined ? '' : `, ${state.fault}`)

import type { DeviceState, Rendered, SwitchRenderer } from '@netloom/core'
import type { MemberItem, NetworkItem } from '@netloom/core/wire'
import type { BridgePortState, BridgeState, FdbState, FloodState, VxlanState } from '@netloom/dataplane'
import { FLOOD_BRIDGE, FLOOD_BRIDGE_AGENT } from '../flood-bridge-driver.ts'
import type { FloodBridgeOptions } from './options.ts'

export interface RendererOptions extends FloodBridgeOptions {
  /** The device that has `localIp`. */
  readonly underlay: string
}

const VXLAN_PORT = 4789

// Names of devices have 15 characters at most; 11 of an id are what Neutron takes for taps.
const bridgeOf = ({ id }: NetworkItem): string => `fbr${id.slice(0, 11)}`
const tunnelOf = (vni: number): string => `fbx-${String(vni)}`
const tapOf = (portId: string): string => `tap${portId.slice(0, 11)}`

/** The one segment that this switch can realise. */
function vxlanOf({ segments }: NetworkItem): { readonly id: string; readonly vni: number } | undefined {
  const segment = segments.find(({ networkType }) => networkType === 'vxlan')
  const vni = segment?.segmentationId ?? undefined
  return segment === undefined || vni === undefined ? undefined : { id: segment.id, vni }
}

/** What other hosts have of the network concerns this one where they are on the same segment. */
function tunnelTowards(
  { vtep, networkType, segmentationId }: MemberItem,
  network: NetworkItem,
  localIp: string,
): string | undefined {
  const vni = vxlanOf(network)?.vni
  if (vni === undefined || vtep === localIp || networkType !== 'vxlan' || segmentationId !== vni) return undefined
  return tunnelOf(vni)
}

/** On the host: what each item of the controller's view needs there. Pure; what is not asked for any more is removed. */
export function floodBridgeRenderer({ localIp, underlay }: RendererOptions): SwitchRenderer {
  return {
    mechanism: FLOOD_BRIDGE,
    agentType: FLOOD_BRIDGE_AGENT,
    binary: 'netloom-floodbridge-agent',
    configurations: { tunnelingIp: localIp, tunnelTypes: ['vxlan'], plainTypes: [], l2Population: true },
    deviceName: tapOf,

    network(network) {
      const segment = vxlanOf(network)
      if (segment === undefined) return []
      const owner = `network/${network.id}`
      const mtu = network.mtu > 0 ? { mtu: network.mtu } : {}
      const bridge: BridgeState = { kind: 'bridge', name: bridgeOf(network), owner, ...mtu }
      const tunnel: VxlanState = {
        kind: 'vxlan',
        name: tunnelOf(segment.vni),
        owner,
        vni: segment.vni,
        localIp,
        underlay,
        dstPort: VXLAN_PORT,
        bridge: bridge.name,
        proxy: false,
        learning: false,
        neighSuppress: false,
        ...mtu,
      }
      return [render(bridge, 'a bridge for each network'), render(tunnel, 'a tunnel for each network')]
    },

    attachment(port, network) {
      if (vxlanOf(network)?.id !== port.segmentId) return []
      const state: BridgePortState = {
        kind: 'bridge-port',
        device: tapOf(port.id),
        bridge: bridgeOf(network),
        owner: `port/${port.id}`,
        up: port.adminStateUp,
        mac: port.macAddress,
      }
      return [render(state, "the port's device is in the bridge of its network")]
    },

    member(member, network) {
      const device = tunnelTowards(member, network, localIp)
      if (device === undefined) return []
      const state: FloodState = { kind: 'flood', device, dst: member.vtep }
      return [render(state, 'broadcast goes to every other host of the network')]
    },

    population(entry, network) {
      const device = tunnelTowards(entry, network, localIp)
      if (device === undefined) return []
      const state: FdbState = { kind: 'fdb', device, mac: entry.macAddress, dst: entry.vtep }
      return [render(state, 'a MAC behind another host')]
    },
  }
}

const render = (state: DeviceState, rule: string): Rendered => ({ state, rule })

import type { NetworkItem } from '@netloom/core'
import { bridgeName, vlanName, vxlanName } from './device-names.ts'
import type { RendererSettings, TunnelSettings } from './renderer-options.ts'

/** How this host carries a network. */
export type Realisation =
  | {
      readonly type: 'vxlan'
      readonly bridge: string
      readonly device: string
      readonly vni: number
      readonly tunnel: TunnelSettings
    }
  /** Untagged through an interface that we make a port of our bridge. */
  | { readonly type: 'interface'; readonly bridge: string; readonly device: string }
  /** Tagged, through a VLAN device on an interface. */
  | {
      readonly type: 'vlan'
      readonly bridge: string
      readonly device: string
      readonly parent: string
      readonly vlanId: number
    }
  /** Untagged through a bridge that the operator made. */
  | { readonly type: 'operator-bridge'; readonly bridge: string }
  /** Reaches no further than this host. */
  | { readonly type: 'local'; readonly bridge: string }

/** The first segment of the network that this host can carry; undefined = none. */
export function realise(network: NetworkItem, settings: RendererSettings): Realisation | undefined {
  const bridge = bridgeName(network.id)
  for (const { networkType, physicalNetwork, segmentationId } of network.segments) {
    if (networkType === 'vxlan' && settings.tunnel !== undefined && segmentationId !== null) {
      const { tunnel } = settings
      return { type: 'vxlan', bridge, device: vxlanName(segmentationId), vni: segmentationId, tunnel }
    }
    if (networkType === 'local') return { type: 'local', bridge }
    if (networkType === 'vlan' && settings.vlan && physicalNetwork !== null && segmentationId !== null) {
      // Not through an operator's bridge: there, networks of several VLANs would be one.
      const parent = own(settings.physicalInterfaceMappings, physicalNetwork)
      if (parent !== undefined) {
        return { type: 'vlan', bridge, device: vlanName(parent, segmentationId), parent, vlanId: segmentationId }
      }
    }
    if (networkType === 'flat' && physicalNetwork !== null) {
      const operatorBridge = own(settings.bridgeMappings, physicalNetwork)
      if (operatorBridge !== undefined) return { type: 'operator-bridge', bridge: operatorBridge }
      const device = own(settings.physicalInterfaceMappings, physicalNetwork)
      if (device !== undefined) return { type: 'interface', bridge, device }
    }
  }
  return undefined
}

function own(mappings: Readonly<Record<string, string>>, name: string): string | undefined {
  return Object.hasOwn(mappings, name) ? mappings[name] : undefined
}

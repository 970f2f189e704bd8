import type { NetworkItem, NetworkItemSegment } from '@netloom/core/wire'
import { bridgeName, vlanName, vxlanName } from '../devices/device-names.ts'
import type { RendererSettings, TunnelSettings } from '../options/renderer-options.ts'

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

/** … and which of its segments that is. */
export type Realised = Realisation & { readonly segmentId: string }

/** The first segment of the network that this host can carry, its only one here; undefined = none. */
export function realise(network: NetworkItem, settings: RendererSettings): Realised | undefined {
  for (const segment of network.segments) {
    const realisation = realiseSegment(segment, bridgeName(network.id), settings)
    if (realisation !== undefined) return { ...realisation, segmentId: segment.id }
  }
  return undefined
}

function realiseSegment(
  { networkType, physicalNetwork, segmentationId }: NetworkItemSegment,
  bridge: string,
  settings: RendererSettings,
): Realisation | undefined {
  if (networkType === 'local') return { type: 'local', bridge }
  if (networkType === 'vxlan' && settings.tunnel !== undefined && segmentationId !== null) {
    const { tunnel } = settings
    return { type: 'vxlan', bridge, device: vxlanName(segmentationId), vni: segmentationId, tunnel }
  }
  if (physicalNetwork === null) return undefined
  const parent = own(settings.physicalInterfaceMappings, physicalNetwork)
  if (networkType === 'vlan' && settings.vlan && parent !== undefined && segmentationId !== null) {
    // Not through an operator's bridge: there, networks of several VLANs would be one.
    return { type: 'vlan', bridge, device: vlanName(parent, segmentationId), parent, vlanId: segmentationId }
  }
  if (networkType !== 'flat') return undefined
  const operatorBridge = own(settings.bridgeMappings, physicalNetwork)
  if (operatorBridge !== undefined) return { type: 'operator-bridge', bridge: operatorBridge }
  return parent === undefined ? undefined : { type: 'interface', bridge, device: parent }
}

function own(mappings: Readonly<Record<string, string>>, name: string): string | undefined {
  return Object.hasOwn(mappings, name) ? mappings[name] : undefined
}

import type { Rendered } from '@netloom/core'
import type { NetworkItem, PortItem } from '@netloom/core/wire'
import type { RendererSettings } from '../options/renderer-options.ts'
import type { OvsPortState } from '../states/ovs-port-state.ts'
import { renderAnnouncements } from './render-responder.ts'
import { realiseSegments } from './realise-segments.ts'

/** Neutron: `tap` and the first 11 characters of the port id. */
export const tapName = (portId: string): string => `tap${portId.slice(0, 11)}`

/** A port's device becomes a port of the integration bridge, in the VLAN of its segment. */
export function renderAttachment(
  port: PortItem,
  network: NetworkItem,
  settings: RendererSettings,
): readonly Rendered[] {
  const found = realiseSegments(network, settings).find(({ segment }) => segment.id === port.segmentId)
  if (found === undefined) return []
  const { id: segmentId, networkType, physicalNetwork, segmentationId } = found.segment
  const state: OvsPortState = {
    kind: 'ovs-port',
    bridge: settings.integrationBridge,
    name: tapName(port.id),
    port: {
      type: 'vif',
      portId: port.id,
      mac: port.macAddress,
      up: port.adminStateUp,
      ...(network.mtu > 0 && { mtu: network.mtu }),
      vlan: { segmentId },
      memory: { networkId: network.id, segmentId, networkType, physicalNetwork, segmentationId },
    },
  }
  const attached: Rendered = { state, rule: "the port's device is in the VLAN of its network" }
  return [attached, ...renderAnnouncements(port, network, found, settings)]
}

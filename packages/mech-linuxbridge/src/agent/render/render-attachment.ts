import type { Rendered } from '@netloom/core'
import type { NetworkItem, PortItem } from '@netloom/core/wire'
import type { BridgePortState, NeighbourState } from '@netloom/dataplane'
import { tapName } from '../devices/device-names.ts'
import { realise } from './realise-segment.ts'
import type { RendererSettings } from '../options/renderer-options.ts'

/** A port's device becomes a port of its network's bridge. */
export function renderAttachment(
  port: PortItem,
  network: NetworkItem,
  settings: RendererSettings,
): readonly Rendered[] {
  const realisation = realise(network, settings)
  // A port of another segment stays out: the bridge has one way out, and a second would join the segments.
  if (realisation === undefined || realisation.segmentId !== port.segmentId) return []
  const { bridge } = realisation
  const state: BridgePortState = {
    kind: 'bridge-port',
    device: tapName(port.id),
    bridge,
    owner: `port/${port.id}`,
    ...(network.mtu > 0 && { mtu: network.mtu }),
    up: port.adminStateUp,
    mac: port.macAddress,
  }
  const attached: Rendered = { state, rule: "the port's device is in the bridge of its network" }
  if (realisation.type !== 'vxlan' || settings.arpResponder !== 'suppress') return [attached]
  return [attached, ...port.fixedIps.map(({ ipAddress }) => suppressed(bridge, ipAddress, port.macAddress))]
}

/** The bridge does not answer for a port of its own, but keeps the request out of the tunnel once it knows where to go. */
function suppressed(device: string, ip: string, mac: string): Rendered {
  const state: NeighbourState = { kind: 'neighbour', device, ip, mac }
  return { state, rule: 'requests for an address of this host stay on this host' }
}

import type { Rendered } from '@netloom/core'
import type { EndpointItem } from '@netloom/core/wire'
import { TUNNEL_TABLES, type RendererSettings, type TunnelType } from '../options/renderer-options.ts'
import type { OvsFloodState } from '../states/ovs-flood-state.ts'
import { STRIP_VLAN, TUN } from './flows.ts'
import { tunnelTo } from './tunnel-to.ts'

/** Without population: a tunnel to every endpoint of the cloud, which all networks of its type flood to. */
export function renderEndpoint(endpoint: EndpointItem, settings: RendererSettings): readonly Rendered[] {
  const { tunnels, l2Population } = settings
  if (tunnels === undefined || l2Population) return []
  const tunnel = tunnelTo(tunnels, endpoint.networkType, endpoint.vtep)
  if (tunnel === undefined) return []
  const state: OvsFloodState = {
    kind: 'ovs-flood',
    bridge: tunnels.bridge,
    table: TUN.mesh,
    priority: 1,
    match: { vlan: TUNNEL_TABLES[endpoint.networkType as TunnelType] },
    before: [STRIP_VLAN],
    port: tunnel.port,
  }
  return [...tunnel.rendered, { state, rule: 'broadcast goes to every endpoint of the cloud' }]
}

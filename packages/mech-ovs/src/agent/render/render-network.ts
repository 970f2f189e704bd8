import type { Rendered } from '@netloom/core'
import type { NetworkItem } from '@netloom/core/wire'
import { TUNNEL_TABLES, type RendererSettings, type TunnelSettings } from '../options/renderer-options.ts'
import type { LocalVlanState } from '../states/local-vlan-state.ts'
import { INT, NORMAL, STRIP_VLAN, TUN, flow, resubmit } from './flows.ts'
import { providerPorts } from './provider-ports.ts'
import { realiseSegments, type Realisation } from './realise-segments.ts'

/** What a network needs on a host that has a port of it: a local VLAN for each segment, and the ways in and out. */
export function renderNetwork(network: NetworkItem, settings: RendererSettings): readonly Rendered[] {
  return realiseSegments(network, settings).flatMap((realisation) => {
    const state: LocalVlanState = {
      kind: 'local-vlan',
      segmentId: realisation.segment.id,
      networkId: network.id,
    }
    return [{ state, rule: 'a VLAN of this host stands for the segment' }, ...ways(realisation, settings)]
  })
}

function ways(realisation: Realisation, settings: RendererSettings): readonly Rendered[] {
  switch (realisation.type) {
    case 'local':
      return []
    case 'tunnel':
      return settings.tunnels === undefined ? [] : tunnelled(realisation, settings.tunnels, settings.l2Population)
    case 'vlan':
    case 'flat':
      return provided(realisation, settings)
  }
}

function tunnelled(
  { segment, tunnel, key }: Extract<Realisation, { type: 'tunnel' }>,
  { bridge }: TunnelSettings,
  l2Population: boolean,
): readonly Rendered[] {
  const vlan = { segmentId: segment.id }
  const table = TUNNEL_TABLES[tunnel]
  const inbound = flow(
    bridge,
    [table, 1],
    { tunnelId: key },
    [{ type: 'set-vlan', vlan }, resubmit(TUN.learn)],
    'what comes out of a tunnel of the network',
  )
  if (l2Population) return [inbound]
  // The tag tells the type to the table that floods for all networks of a type.
  const toMesh = [
    { type: 'set-field', field: 'tunnel_id', value: key } as const,
    { type: 'set-vlan', vlan: table } as const,
    resubmit(TUN.mesh),
  ]
  return [inbound, flow(bridge, [TUN.flood, 1], { vlan }, toMesh, 'broadcast goes to every endpoint of the cloud')]
}

function provided(
  realisation: Extract<Realisation, { type: 'vlan' | 'flat' }>,
  { integrationBridge }: RendererSettings,
): readonly Rendered[] {
  const { segment, provider } = realisation
  const { ours, theirs } = providerPorts(provider)
  const vlan = { segmentId: segment.id }
  const isFlat = realisation.type === 'flat'
  const outside = isFlat ? 'none' : realisation.tag
  return [
    flow(
      integrationBridge,
      [INT.classify, 3],
      { inPort: ours, vlan: outside },
      [{ type: 'set-vlan', vlan }, resubmit(INT.switching)],
      'frames of the physical network join the segment',
    ),
    flow(
      provider,
      [0, 4],
      { inPort: theirs, vlan },
      [isFlat ? STRIP_VLAN : { type: 'set-vlan', vlan: realisation.tag }, NORMAL],
      'frames of the segment leave as the physical network wants them',
    ),
  ]
}

import type { Rendered } from '@netloom/core'
import type { MemberItem, NetworkItem, PopulationItem } from '@netloom/core/wire'
import type { FlowAction } from '../flow/flow-action.ts'
import type { RendererSettings } from '../options/renderer-options.ts'
import type { OvsFloodState } from '../states/ovs-flood-state.ts'
import { STRIP_VLAN, TUN, flow } from './flows.ts'
import { populatedSegment } from './realise-segments.ts'
import { renderAnswers } from './render-responder.ts'
import { tunnelTo } from './tunnel-to.ts'

const into = (key: number): readonly FlowAction[] => [STRIP_VLAN, { type: 'set-field', field: 'tunnel_id', value: key }]

/** Another endpoint of the network gets a copy of what must be flooded. */
export function renderMember(
  member: MemberItem,
  network: NetworkItem,
  settings: RendererSettings,
): readonly Rendered[] {
  const segment = populatedSegment(member, network, settings)
  const tunnel = segment && tunnelTo(segment.tunnels, member.networkType, member.vtep)
  if (segment === undefined || tunnel === undefined) return []
  const state: OvsFloodState = {
    kind: 'ovs-flood',
    bridge: segment.tunnels.bridge,
    table: TUN.flood,
    priority: 1,
    match: { vlan: { segmentId: segment.segmentId } },
    before: into(segment.key),
    port: tunnel.port,
  }
  return [...tunnel.rendered, { state, rule: 'broadcast goes to every other host of the network' }]
}

/** A port behind another endpoint: frames to its MAC go there alone, and requests for its IPv4 addresses are answered here. */
export function renderPopulation(
  entry: PopulationItem,
  network: NetworkItem,
  settings: RendererSettings,
): readonly Rendered[] {
  const segment = populatedSegment(entry, network, settings)
  const tunnel = segment && tunnelTo(segment.tunnels, entry.networkType, entry.vtep)
  if (segment === undefined || tunnel === undefined) return []
  const vlan = { segmentId: segment.segmentId }
  const { bridge } = segment.tunnels
  return [
    ...tunnel.rendered,
    flow(
      bridge,
      [TUN.unicast, 2],
      { vlan, ethDst: entry.macAddress },
      [...into(segment.key), { type: 'output', port: tunnel.port }],
      'a MAC behind another host',
    ),
    ...renderAnswers(entry, network, segment, settings),
  ]
}

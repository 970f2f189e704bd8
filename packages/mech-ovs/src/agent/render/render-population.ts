import { isIPv4 } from 'node:net'
import type { MemberItem, NetworkItem, PopulationItem, Rendered } from '@netloom/core'
import type { FlowAction } from '../flow/flow-action.ts'
import type { RendererSettings } from '../options/renderer-options.ts'
import type { OvsFloodState } from '../states/ovs-flood-state.ts'
import { ETH_ARP, STRIP_VLAN, TUN, flow } from './flows.ts'
import { populatedSegment } from './realise-segments.ts'
import { tunnelTo } from './tunnel-to.ts'

const REPLY = 2

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
  // Where an address may move, its announcements and the questions for it must reach everybody: the flow would answer both.
  const answers = settings.arpResponder && network.addressesFixed !== false
  const answered = answers ? entry.ipAddresses.filter((ip) => isIPv4(ip)) : []
  return [
    ...tunnel.rendered,
    flow(
      bridge,
      [TUN.unicast, 2],
      { vlan, ethDst: entry.macAddress },
      [...into(segment.key), { type: 'output', port: tunnel.port }],
      'a MAC behind another host',
    ),
    ...answered.map((ip) =>
      flow(
        bridge,
        [TUN.arp, 1],
        { ethType: ETH_ARP, vlan, arpTpa: ip },
        answer(ip, entry.macAddress),
        'requests for an address behind another host are answered here',
      ),
    ),
  ]
}

/** Turns a request into the reply to it (RFC 826), in place. */
const answer = (ip: string, mac: string): readonly FlowAction[] => [
  { type: 'move', from: 'eth_src', to: 'eth_dst' },
  { type: 'set-field', field: 'eth_src', value: mac },
  { type: 'set-field', field: 'arp_op', value: REPLY },
  { type: 'move', from: 'arp_sha', to: 'arp_tha' },
  { type: 'move', from: 'arp_spa', to: 'arp_tpa' },
  { type: 'set-field', field: 'arp_sha', value: mac },
  { type: 'set-field', field: 'arp_spa', value: ip },
  { type: 'output-in-port' },
]

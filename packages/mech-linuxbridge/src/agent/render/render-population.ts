import { isIP, isIPv4 } from 'node:net'
import type { Rendered } from '@netloom/core'
import { linkLocalAddress } from '@netloom/core/kit'
import type { MemberItem, NetworkItem, PopulationItem } from '@netloom/core/wire'
import type { BridgeFdbState, FdbState, FloodState, NeighbourState } from '@netloom/dataplane'
import { floodName } from '../devices/device-names.ts'
import { goesPast } from '../responder/goes-past.ts'
import { realise, type Realisation } from './realise-segment.ts'
import type { RendererSettings } from '../options/renderer-options.ts'

/** Another VTEP of the network gets a copy of what must be flooded. */
export function renderMember(
  member: MemberItem,
  network: NetworkItem,
  settings: RendererSettings,
): readonly Rendered[] {
  const tunnel = tunnelTo(member, network, settings)
  if (tunnel === undefined) return []
  const state: FloodState = { kind: 'flood', device: tunnel.device, dst: member.vtep }
  const rendered: Rendered = { state, rule: 'broadcast goes to every other VTEP of the network' }
  if (!goesPast(settings)) return [rendered]
  const past: FloodState = { ...state, device: floodName(tunnel.vni), port: tunnel.tunnel.dstPort }
  return [rendered, { state: past, rule: 'what is not answered here goes to every other VTEP of the network' }]
}

/** A port behind another VTEP: frames to its MAC go there alone, and requests for its addresses are answered here. */
export function renderPopulation(
  entry: PopulationItem,
  network: NetworkItem,
  settings: RendererSettings,
): readonly Rendered[] {
  const tunnel = tunnelTo(entry, network, settings)
  if (tunnel === undefined) return []
  const mac = entry.macAddress
  const state: FdbState = { kind: 'fdb', device: tunnel.device, mac, dst: entry.vtep }
  const unicast: Rendered = { state, rule: 'a MAC behind another VTEP' }
  const neighboursOn = (device: string, ips = entry.ipAddresses): readonly Rendered[] =>
    ips.map((ip) => neighbour({ kind: 'neighbour', device, ip, mac }))
  switch (settings.arpResponder) {
    case 'off':
      return [unicast]
    case 'auto':
    case 'proxy':
      // Past the proxy go neighbour solicitations, all of them.
      return goesPast(settings)
        ? [unicast, ...neighboursOn(tunnel.device, entry.ipAddresses.filter(isIPv4))]
        : [unicast, ...neighboursOn(tunnel.device), ...linkLocalOn(tunnel.device, entry)]
    case 'suppress':
      return [unicast, behindTunnel({ kind: 'bridge-fdb', device: tunnel.device, mac }), ...neighboursOn(tunnel.bridge)]
  }
}

/**
 * A device that answers, and that nothing gets past, swallows the solicitations that it cannot answer, and nobody told of link-local addresses. With them
 * a DHCPv6 server reaches its clients.
 */
function linkLocalOn(device: string, { macAddress: mac, ipAddresses }: PopulationItem): readonly Rendered[] {
  if (!ipAddresses.some((ip) => ip.includes(':'))) return []
  const ip = linkLocalAddress(mac)
  return ipAddresses.includes(ip) ? [] : [neighbour({ kind: 'neighbour', device, ip, mac })]
}

function behindTunnel(state: BridgeFdbState): Rendered {
  return { state, rule: 'the bridge answers only for a MAC whose port it knows' }
}

function neighbour(state: NeighbourState): Rendered {
  return { state, rule: 'requests for an address behind another VTEP are answered here' }
}

/** undefined = nothing to do: another network type, no population here, this host itself, or a VTEP of another IP version. */
function tunnelTo(
  { vtep, networkType, segmentationId }: MemberItem,
  network: NetworkItem,
  settings: RendererSettings,
): Extract<Realisation, { type: 'vxlan' }> | undefined {
  if (networkType !== 'vxlan' || !settings.l2Population) return undefined
  const realisation = realise(network, settings)
  if (realisation?.type !== 'vxlan' || realisation.vni !== segmentationId) return undefined
  const { localIp } = realisation.tunnel
  return vtep === localIp || isIP(vtep) !== isIP(localIp) ? undefined : realisation
}

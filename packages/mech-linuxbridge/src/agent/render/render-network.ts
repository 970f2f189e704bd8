import type { Rendered } from '@netloom/core'
import type { NetworkItem } from '@netloom/core/wire'
import type { BridgePortState, BridgeState, VlanState, VxlanState } from '@netloom/dataplane'
import { bridgeAddress } from './bridge-address.ts'
import { multicastGroup } from '../options/multicast-group.ts'
import { goesPast } from '../responder/goes-past.ts'
import { renderBypass } from '../responder/render-bypass.ts'
import { realise, type Realisation } from './realise-segment.ts'
import type { RendererSettings } from '../options/renderer-options.ts'

/** The devices a network needs on a host that has a port of it. */
export function renderNetwork(network: NetworkItem, settings: RendererSettings): readonly Rendered[] {
  const realisation = realise(network, settings)
  // An operator's bridge is neither made nor changed nor removed by us.
  if (realisation === undefined || realisation.type === 'operator-bridge') return []
  const owner = `network/${network.id}`
  const bridge: BridgeState = {
    kind: 'bridge',
    name: realisation.bridge,
    owner,
    ...mtuOf(network),
    ...(realisation.type === 'interface' && { holdsHost: true }),
    ...(realisation.type === 'vxlan' && settings.arpResponder === 'suppress' && answering(network, realisation)),
  }
  const rendered: Rendered[] = [{ state: bridge, rule: 'a bridge for each network with a port here' }]
  if (realisation.type === 'vxlan') {
    const vxlan = renderVxlan(network, owner, realisation, settings)
    if (vxlan !== undefined) rendered.push(...vxlan)
  } else if (realisation.type === 'vlan') {
    const { device, parent, vlanId } = realisation
    const vlan: VlanState = {
      kind: 'vlan',
      name: device,
      owner,
      parent,
      vlanId,
      bridge: realisation.bridge,
      ...mtuOf(network),
    }
    rendered.push({ state: vlan, rule: 'a VLAN leaves tagged through the interface of its physical network' })
  } else if (realisation.type === 'interface') {
    const { device } = realisation
    const { bridge: name } = realisation
    const port: BridgePortState = {
      kind: 'bridge-port',
      device,
      bridge: name,
      owner,
      up: true,
      // The host may be reached through it.
      movesAddresses: true,
    }
    rendered.push({ state: port, rule: 'a flat network leaves through the interface of its physical network' })
  }
  return rendered
}

function renderVxlan(
  network: NetworkItem,
  owner: string,
  { bridge, device, vni, tunnel }: Extract<Realisation, { type: 'vxlan' }>,
  settings: RendererSettings,
): readonly Rendered[] | undefined {
  const { l2Population, arpResponder } = settings
  const isBypassed = goesPast(settings)
  const group = l2Population ? undefined : multicastGroup(vni, settings)
  // Without population and without a group nothing could ever leave: no device is more honest than a deaf one.
  if (!l2Population && group === undefined) return undefined
  const state: VxlanState = {
    kind: 'vxlan',
    name: device,
    owner,
    vni,
    ...tunnel,
    ...(group !== undefined && { group }),
    proxy: arpResponder === 'proxy' || arpResponder === 'auto',
    // Off with population: a learned entry would outlive a port that moved.
    learning: !l2Population,
    ...mtuOf(network),
    bridge,
    // What suppression keeps back, addresses that move are announced by; switched in place.
    neighSuppress: arpResponder === 'suppress' && network.addressesFixed !== false,
    // What comes out of the tunnel must not go into it again by the way past suppression.
    ...(isBypassed && arpResponder === 'suppress' && { isolated: true }),
  }
  const rule = group === undefined ? 'a tunnel that sends to known VTEPs' : 'a tunnel that floods to a multicast group'
  return [{ state, rule }, ...(isBypassed ? renderBypass(network, state) : [])]
}

/** What a bridge needs that answers from its neighbour table: IPv6 ones, too, and a MAC that stays when members change. */
function answering(
  { id }: NetworkItem,
  { tunnel }: Extract<Realisation, { type: 'vxlan' }>,
): Pick<BridgeState, 'ipv6Neighbours' | 'address'> {
  return { ipv6Neighbours: true, address: bridgeAddress(id, tunnel.localIp) }
}

/** 0 = nobody limits it. */
function mtuOf({ mtu }: NetworkItem): { readonly mtu?: number } {
  return mtu > 0 ? { mtu } : {}
}

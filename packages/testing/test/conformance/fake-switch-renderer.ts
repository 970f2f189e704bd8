import type { DeviceState, Rendered, SwitchRenderer } from '@netloom/core'
import type { NetworkItem, NetworkItemSegment, PopulationItem } from '@netloom/core/wire'
import type { BridgePortState, BridgeState, FdbState, FloodState, NeighbourState, VxlanState } from '@netloom/dataplane'

export const OWN_VTEP = '192.0.2.1'
export const brq = (id: string): string => `brq${id.slice(0, 11)}`
export const vxlanOf = (id: number | null): string => `vxlan-${String(id)}`
export const rendered = (state: Rendered['state']): Rendered => ({ state, rule: 'toy' })

export const fakeSegment = ({ segments }: NetworkItem): NetworkItemSegment | undefined =>
  segments.find(({ networkType }) => networkType === 'toy')

export function neighbours({ macAddress: mac, ipAddresses }: PopulationItem, device: string): readonly Rendered[] {
  return ipAddresses.map((ip) => {
    const state: NeighbourState = { kind: 'neighbour', device, ip, mac }
    return rendered(state)
  })
}

/** A sound renderer to break: a bridge and a tunnel, taps, and tables for ports elsewhere. */
export const soundRenderer: SwitchRenderer = {
  mechanism: 'toy',
  agentType: 'toy agent',
  binary: 'toy',
  configurations: { tunnelingIp: OWN_VTEP },
  deviceName: (portId) => `tap${portId.slice(0, 11)}`,
  network: (network) => {
    const segment = fakeSegment(network)
    if (segment === undefined) return []
    const owner = `network/${network.id}`
    const mtu = network.mtu > 0 ? { mtu: network.mtu } : {}
    const bridge: BridgeState = { kind: 'bridge', name: brq(network.id), owner, ...mtu }
    const tunnel: VxlanState = {
      kind: 'vxlan',
      name: vxlanOf(segment.segmentationId),
      owner,
      vni: segment.segmentationId ?? 0,
      localIp: OWN_VTEP,
      underlay: 'eth0',
      dstPort: 4789,
      proxy: false,
      learning: false,
      neighSuppress: true,
      bridge: brq(network.id),
      ...mtu,
    }
    return [rendered(bridge), rendered(tunnel)]
  },
  attachment: (port, network) => {
    if (fakeSegment(network)?.id !== port.segmentId) return []
    const state: BridgePortState = {
      kind: 'bridge-port',
      device: `tap${port.id.slice(0, 11)}`,
      bridge: brq(network.id),
      owner: `port/${port.id}`,
      up: port.adminStateUp,
      ...(network.mtu > 0 && { mtu: network.mtu }),
    }
    return [rendered(state)]
  },
  member: (member, network) => {
    if (!isElsewhere(member, network)) return []
    const state: FloodState = { kind: 'flood', device: vxlanOf(member.segmentationId), dst: member.vtep }
    return [rendered(state)]
  },
  population: (entry, network) => {
    if (!isElsewhere(entry, network)) return []
    const device = vxlanOf(entry.segmentationId)
    const state: FdbState = { kind: 'fdb', device, mac: entry.macAddress, dst: entry.vtep }
    return [rendered(state), ...neighbours(entry, brq(network.id))]
  },
}

export function isElsewhere(
  { vtep, networkType, segmentationId }: Pick<PopulationItem, 'vtep' | 'networkType' | 'segmentationId'>,
  network: NetworkItem,
): boolean {
  return vtep !== OWN_VTEP && networkType === 'toy' && fakeSegment(network)?.segmentationId === segmentationId
}

/** The sound renderer with some states changed on their way out. */
export function changing(
  change: (state: DeviceState) => Readonly<Record<string, unknown>> | undefined,
): SwitchRenderer {
  const changed = (all: readonly Rendered[]): readonly Rendered[] =>
    all.flatMap(({ state, rule }) => {
      const difference = change(state)
      return difference === undefined ? [] : [{ rule, state: Object.assign({}, state, difference) }]
    })
  return {
    ...soundRenderer,
    network: (network) => changed(soundRenderer.network(network)),
    attachment: (port, network) => changed(soundRenderer.attachment(port, network)),
    member: (member, network) => changed(soundRenderer.member(member, network)),
    population: (entry, network) => changed(soundRenderer.population(entry, network)),
  }
}

import type {
  BridgeFdbState,
  BridgePortState,
  BridgeState,
  FdbState,
  FloodState,
  NeighbourState,
  VlanState,
  VxlanState,
} from '../src/index.ts'

export const bridge: BridgeState = { kind: 'bridge', name: 'brq1', owner: 'network/n1' }

export const vxlan: VxlanState = {
  kind: 'vxlan',
  name: 'vxlan-100',
  owner: 'network/n1',
  vni: 100,
  localIp: '192.0.2.1',
  underlay: 'eth0',
  dstPort: 4789,
  proxy: true,
  learning: false,
  mtu: 1450,
  bridge: 'brq1',
  neighSuppress: false,
}

export const vlan: VlanState = {
  kind: 'vlan',
  name: 'eth1.7',
  owner: 'network/n1',
  parent: 'eth1',
  vlanId: 7,
  bridge: 'brq1',
  mtu: 1500,
}

export const port: BridgePortState = {
  kind: 'bridge-port',
  device: 'tap1',
  bridge: 'brq1',
  owner: 'port/p1',
  mtu: 1450,
  up: true,
  mac: 'fa:16:3e:00:00:01',
}

export const fdb: FdbState = { kind: 'fdb', device: 'vxlan-100', mac: 'fa:16:3e:00:00:02', dst: '192.0.2.2' }

export const bridgeFdb: BridgeFdbState = { kind: 'bridge-fdb', device: 'vxlan-100', mac: 'fa:16:3e:00:00:02' }

export const flood = (dst: string): FloodState => ({ kind: 'flood', device: 'vxlan-100', dst })

export const neighbour: NeighbourState = {
  kind: 'neighbour',
  device: 'vxlan-100',
  ip: '10.0.0.2',
  mac: 'fa:16:3e:00:00:02',
}

/** Any state of the kinds that every host has. */
export type LinkState =
  BridgeState | VxlanState | VlanState | BridgePortState | FdbState | BridgeFdbState | FloodState | NeighbourState

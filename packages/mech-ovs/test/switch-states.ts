import type { LocalVlanState } from '../src/agent/states/local-vlan-state.ts'
import type { OvsBridgeState } from '../src/agent/states/ovs-bridge-state.ts'
import type { OvsPortState, OvsTunnel, OvsVif } from '../src/agent/states/ovs-port-state.ts'

export const NETWORK = '11111111-0000-4000-8000-000000000000'
export const SEGMENT = '22222222-0000-4000-8000-000000000000'

export const bridge = (name: string): OvsBridgeState => ({
  kind: 'ovs-bridge',
  name,
  datapathType: 'netdev',
  failMode: 'secure',
})

export const localVlan = (segmentId: string = SEGMENT, networkId: string = NETWORK): LocalVlanState => ({
  kind: 'local-vlan',
  segmentId,
  networkId,
})

export const patch = (bridgeName: string, name: string, peer: string): OvsPortState => ({
  kind: 'ovs-port',
  bridge: bridgeName,
  name,
  port: { type: 'patch', peer },
})

export const cable: readonly OvsPortState[] = [
  patch('br-int', 'patch-tun', 'patch-int'),
  patch('br-tun', 'patch-int', 'patch-tun'),
]

export const tunnel = (name: string, more: Partial<OvsTunnel> = {}): OvsPortState => ({
  kind: 'ovs-port',
  bridge: 'br-tun',
  name,
  port: { type: 'vxlan', localIp: '192.0.2.1', remoteIp: '192.0.2.2', dontFragment: true, checksum: false, ...more },
})

export const portId = (number: number): string => `${number.toString(16).padStart(8, '0')}-aaaa-4000-8000-000000000000`
export const tapName = (number: number): string => `tap${portId(number).slice(0, 11)}`
export const macOf = (number: number): string =>
  `fa:16:3e:00:${(number >> 8).toString(16).padStart(2, '0')}:${(number & 255).toString(16).padStart(2, '0')}`

export const vif = (number: number, more: Partial<OvsVif> = {}): OvsPortState => ({
  kind: 'ovs-port',
  bridge: 'br-int',
  name: tapName(number),
  port: {
    type: 'vif',
    portId: portId(number),
    mac: macOf(number),
    up: true,
    mtu: 1450,
    vlan: { segmentId: SEGMENT },
    memory: {
      networkId: NETWORK,
      segmentId: SEGMENT,
      networkType: 'vxlan',
      physicalNetwork: null,
      segmentationId: 101,
    },
    ...more,
  },
})

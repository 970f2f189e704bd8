import type { MemberItem, NetworkItem, PopulationItem, PortItem } from '@netloom/core/wire'

export const NETWORK_ID = '7c9be1cf-72d2-4aa0-80fa-ce7f5c8d446f'
export const BRIDGE = 'brq7c9be1cf-72'

export function network(change: Partial<NetworkItem> = {}): NetworkItem {
  const segments = [{ id: 'segment', networkType: 'vxlan', physicalNetwork: null, segmentationId: 100 }]
  return { id: NETWORK_ID, adminStateUp: true, mtu: 1450, segments, ...change }
}

export function flatNetwork(physicalNetwork = 'physnet1'): NetworkItem {
  return network({
    mtu: 1500,
    segments: [{ id: 'segment', networkType: 'flat', physicalNetwork, segmentationId: null }],
  })
}

export function port(change: Partial<PortItem> = {}): PortItem {
  return {
    id: '1f2d7b47-c411-4858-b339-121cf26ec725',
    networkId: NETWORK_ID,
    macAddress: 'fa:16:3e:fe:50:9b',
    adminStateUp: true,
    deviceOwner: 'compute:nova',
    deviceId: '',
    fixedIps: [{ subnetId: 'subnet', ipAddress: '10.100.0.11' }],
    allowedAddressPairs: [],
    portSecurityEnabled: true,
    segmentId: 'segment',
    vifType: 'bridge',
    vnicType: 'normal',
    profile: {},
    ...change,
  }
}

export const member: MemberItem = { host: 'nph2', vtep: '10.222.0.2', networkType: 'vxlan', segmentationId: 100 }

export const population: PopulationItem = {
  ...member,
  portId: '4030fc1a-71b1-461b-894a-61849086ad29',
  macAddress: 'fa:16:3e:d0:2c:0b',
  ipAddresses: ['10.100.0.12'],
}

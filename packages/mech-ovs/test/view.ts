import type { MemberItem, NetworkItem, NetworkItemSegment, PopulationItem, PortItem } from '@netloom/core/wire'

export const NETWORK_ID = '7c9be1cf-72d2-4aa0-80fa-ce7f5c8d446f'
export const SEGMENT_ID = 'a0a7b8f0-2f52-44d6-8c8d-6a9f8e0f2b11'
export const PORT_ID = '1f2d7b47-c411-4858-b339-121cf26ec725'

export type Shape = Partial<NetworkItemSegment> & Pick<NetworkItemSegment, 'networkType'>

/** A network of one segment. Absent: the ids above, no physical network, segmentation id 101 where the type has one. */
export function network(segment: Shape = { networkType: 'vxlan' }, change: Partial<NetworkItem> = {}): NetworkItem {
  const { networkType, id = SEGMENT_ID, physicalNetwork = null } = segment
  const segmentationId = segment.segmentationId ?? (networkType === 'flat' || networkType === 'local' ? null : 101)
  const segments = [{ id, networkType, physicalNetwork, segmentationId }]
  return { id: NETWORK_ID, adminStateUp: true, mtu: 1450, segments, ...change }
}

export function port(change: Partial<PortItem> = {}): PortItem {
  return {
    id: PORT_ID,
    networkId: NETWORK_ID,
    macAddress: 'fa:16:3e:fe:50:9b',
    adminStateUp: true,
    deviceOwner: 'compute:nova',
    deviceId: '',
    fixedIps: [{ subnetId: 'subnet', ipAddress: '10.100.0.11' }],
    allowedAddressPairs: [],
    portSecurityEnabled: true,
    segmentId: SEGMENT_ID,
    vifType: 'ovs',
    vnicType: 'normal',
    profile: {},
    ...change,
  }
}

export function member(change: Partial<MemberItem> = {}): MemberItem {
  return { host: 'host2', vtep: '192.0.2.2', networkType: 'vxlan', segmentationId: 101, ...change }
}

export function population(change: Partial<PopulationItem> = {}): PopulationItem {
  return {
    ...member(),
    portId: '4030fc1a-71b1-461b-894a-61849086ad29',
    macAddress: 'fa:16:3e:d0:2c:0b',
    ipAddresses: ['10.100.0.12'],
    ...change,
  }
}

import type { DhcpPortItem, DhcpSubnetItem } from '@netloom/core/dhcp'

/** What a controller tells DHCP servers of a port: a guest's, but for what is said. */
export const dhcpPort = (change: Partial<DhcpPortItem> & Pick<DhcpPortItem, 'id'>): DhcpPortItem => ({
  macAddress: 'fa:16:3e:00:00:07',
  fixedIps: [],
  deviceOwner: 'compute:nova',
  deviceId: '',
  host: 'host1',
  adminStateUp: true,
  extraDhcpOptions: [],
  dnsName: '',
  ...change,
})

/** What a controller tells DHCP servers of a subnet: 10.0.0.0/24 with DHCP, but for what is said. */
export const dhcpSubnet = (change: Partial<DhcpSubnetItem> & Pick<DhcpSubnetItem, 'id'>): DhcpSubnetItem => ({
  ipVersion: 4,
  cidr: '10.0.0.0/24',
  gatewayIp: '10.0.0.1',
  enableDhcp: true,
  dnsNameservers: [],
  hostRoutes: [],
  ipv6RaMode: null,
  ipv6AddressMode: null,
  segmentId: null,
  ...change,
})

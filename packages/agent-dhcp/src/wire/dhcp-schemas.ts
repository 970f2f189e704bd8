import type { DhcpAssignmentItem, DhcpNetworkItem, DhcpPortItem, DhcpSubnetItem } from '@netloom/core/dhcp'
import { z } from 'zod'

export const dhcpAssignmentItemSchema: z.ZodType<DhcpAssignmentItem> = z.object({ networkId: z.string() })

export const dhcpNetworkItemSchema: z.ZodType<DhcpNetworkItem> = z.object({
  id: z.string(),
  adminStateUp: z.boolean(),
  mtu: z.number().int(),
  dnsDomain: z.string(),
  leaseDuration: z.number().int(),
})

const ipv6Mode = z.enum(['slaac', 'dhcpv6-stateful', 'dhcpv6-stateless']).nullable()

export const dhcpSubnetItemSchema: z.ZodType<DhcpSubnetItem> = z.object({
  id: z.string(),
  ipVersion: z.union([z.literal(4), z.literal(6)]),
  cidr: z.string(),
  gatewayIp: z.string().nullable(),
  enableDhcp: z.boolean(),
  dnsNameservers: z.array(z.string()),
  hostRoutes: z.array(z.object({ destination: z.string(), nexthop: z.string() })),
  ipv6RaMode: ipv6Mode,
  ipv6AddressMode: ipv6Mode,
  segmentId: z.string().nullable(),
})

export const dhcpPortItemSchema: z.ZodType<DhcpPortItem> = z.object({
  id: z.string(),
  macAddress: z.string(),
  fixedIps: z.array(z.object({ subnetId: z.string(), ipAddress: z.string() })),
  deviceOwner: z.string(),
  deviceId: z.string(),
  host: z.string(),
  adminStateUp: z.boolean(),
  extraDhcpOptions: z.array(
    z.object({ name: z.string(), value: z.string(), ipVersion: z.union([z.literal(4), z.literal(6)]) }),
  ),
  dnsName: z.string(),
  unwiredAt: z.exactOptional(z.number().int()),
})

import { z } from 'zod'
import type {
  ConntrackHelperItem,
  FloatingIpItem,
  PortForwardingItem,
  RouterAddress,
  RouterAssignmentItem,
  RouterInterfaceItem,
  RouterItem,
} from './router-items.ts'

const route = z.object({ destination: z.string(), nexthop: z.string() })
const ipv6Mode = z.enum(['slaac', 'dhcpv6-stateful', 'dhcpv6-stateless']).nullable()
const port = z.number().int().min(1).max(65_535)
const ports = z.tuple([port, port])
const virtualRouter = z.number().int().min(1).max(254)

export const routerAssignmentItemSchema: z.ZodType<RouterAssignmentItem> = z.object({
  routerId: z.string(),
  ha: z.exactOptional(z.object({ portId: z.string(), priority: virtualRouter })),
})

export const routerItemSchema: z.ZodType<RouterItem> = z.object({
  id: z.string(),
  projectId: z.string(),
  adminStateUp: z.boolean(),
  enableSnat: z.boolean(),
  routes: z.array(route),
  ha: z.exactOptional(z.object({ virtualRouterId: virtualRouter, networkCidr: z.string() })),
})

const routerAddressSchema: z.ZodType<RouterAddress> = z.object({
  ipAddress: z.string(),
  subnetId: z.string(),
  cidr: z.string(),
  ipVersion: z.union([z.literal(4), z.literal(6)]),
  gatewayIp: z.string().nullable(),
  ipv6RaMode: ipv6Mode,
  ipv6AddressMode: ipv6Mode,
  dnsNameservers: z.array(z.string()),
  hostRoutes: z.array(route),
})

export const routerInterfaceItemSchema: z.ZodType<RouterInterfaceItem> = z.object({
  portId: z.string(),
  kind: z.enum(['internal', 'gateway', 'ha']),
  networkId: z.string(),
  macAddress: z.string(),
  mtu: z.number().int(),
  adminStateUp: z.boolean(),
  addresses: z.array(routerAddressSchema),
  onLink: z.array(z.string()),
  host: z.exactOptional(z.string()),
})

export const floatingIpItemSchema: z.ZodType<FloatingIpItem> = z.object({
  id: z.string(),
  floatingIp: z.string(),
  fixedIp: z.string(),
  portId: z.string(),
  networkId: z.string(),
})

export const portForwardingItemSchema: z.ZodType<PortForwardingItem> = z.object({
  id: z.string(),
  floatingIpId: z.string(),
  floatingIp: z.string(),
  protocol: z.string(),
  externalPorts: ports,
  internalIp: z.string(),
  internalPorts: ports,
})

export const conntrackHelperItemSchema: z.ZodType<ConntrackHelperItem> = z.object({
  id: z.string(),
  protocol: z.string(),
  port,
  helper: z.string(),
})

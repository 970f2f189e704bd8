import type { InputSchema } from '@netloom/core/kit'
import { LIMITS } from '@netloom/core/kit'
import { z } from 'zod'

const UUID = /^[0-9a-f]{8}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{12}$/i

const text = (longest: number): z.ZodString =>
  z.string({ error: 'must be text' }).max(longest, `must have at most ${String(longest)} characters`)
const flag = z.boolean({ error: 'must be true or false' })
const id = z.string({ error: 'must be a UUID' }).regex(UUID, 'must be a UUID')
const projectId = text(255).min(1, 'must not be empty').optional()
const address = z.union([z.ipv4(), z.ipv6()], { error: 'must be an IP address' })
const named = { name: text(255).optional(), description: text(255).optional() }

const fixedIp = z.strictObject(
  { subnetId: id.optional(), ipAddress: address.optional() },
  { error: 'must be { subnetId?, ipAddress? }' },
)
const gateway = z
  .strictObject(
    {
      networkId: id,
      enableSnat: flag.optional(),
      externalFixedIps: z
        .array(fixedIp, { error: 'must be a list' })
        .max(LIMITS.fixedIps, `must be at most ${String(LIMITS.fixedIps)} addresses`)
        .optional(),
    },
    { error: 'must be { networkId, enableSnat?, externalFixedIps? }, or null' },
  )
  .nullable()
  .optional()
const route = z.strictObject({ destination: text(64), nexthop: address }, { error: 'must be { destination, nexthop }' })
const router = { ...named, adminStateUp: flag.optional(), externalGatewayInfo: gateway }

export const routerCreateInput: InputSchema = z.strictObject({
  projectId,
  ...router,
  availabilityZoneHints: z.array(text(255), { error: 'must be a list of text' }).optional(),
  ha: z.boolean().nullable().optional(),
  distributed: z.boolean().nullable().optional(),
})
export const routerUpdateInput: InputSchema = z.strictObject({
  ...router,
  routes: z.array(route, { error: 'must be a list' }).optional(),
  ha: z.boolean().nullable().optional(),
  distributed: z.boolean().nullable().optional(),
})

const association = { portId: id.nullable().optional(), fixedIpAddress: address.nullable().optional() }
export const floatingIpCreateInput: InputSchema = z.strictObject({
  projectId,
  floatingNetworkId: id,
  floatingIpAddress: address.nullable().optional(),
  subnetId: id.nullable().optional(),
  ...association,
  description: text(255).optional(),
  dnsName: text(255).optional(),
  dnsDomain: text(255).optional(),
})
export const floatingIpUpdateInput: InputSchema = z.strictObject({
  ...association,
  description: text(255).optional(),
})

const port = z
  .number({ error: 'must be a port' })
  .int()
  .min(1, 'must be at least 1')
  .max(65_535, 'must be at most 65535')
const ports = z.tuple([port, port], { error: 'must be [first, last]' })
const forwarding = {
  protocol: text(40),
  externalPorts: ports,
  internalPorts: ports,
  internalPortId: id,
  internalIpAddress: address.optional(),
  description: text(255).optional(),
}
export const portForwardingCreateInput: InputSchema = z.strictObject(forwarding)
export const portForwardingUpdateInput: InputSchema = z.strictObject(forwarding).partial()

const helper = { protocol: text(40), port, helper: text(64) }
export const conntrackHelperCreateInput: InputSchema = z.strictObject(helper)
export const conntrackHelperUpdateInput: InputSchema = z.strictObject(helper).partial()

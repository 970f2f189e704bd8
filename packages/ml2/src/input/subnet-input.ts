import { LIMITS } from '@netloom/core/kit'
import { z } from 'zod'
import { atMost, description, flag, id, ipAddress, name, projectId } from './fields.ts'
import type { InputSchema } from '@netloom/core/kit'

const MODES = ['slaac', 'dhcpv6-stateful', 'dhcpv6-stateless'] as const
const mode = z.enum(MODES, { error: `must be one of ${MODES.join(', ')}, or null` }).nullable()

const changeable = {
  name: name.optional(),
  description: description.optional(),
  gatewayIp: ipAddress.nullable().optional(),
  enableDhcp: flag.optional(),
  allocationPools: z
    .array(z.strictObject({ start: z.string(), end: z.string() }, { error: 'must be { start, end }' }), {
      error: 'must be a list of pools { start, end }',
    })
    .max(...atMost(LIMITS.allocationPools, 'pools'))
    .optional(),
  dnsNameservers: z
    .array(ipAddress, { error: 'must be a list of IP addresses' })
    .max(...atMost(LIMITS.dnsNameservers, 'servers'))
    .optional(),
  serviceTypes: z
    .array(name, { error: 'must be a list of device owners' })
    .max(...atMost(LIMITS.serviceTypes, 'device owners'))
    .optional(),
  segmentId: id.nullable().optional(),
  hostRoutes: z
    .array(
      z.strictObject({ destination: z.string(), nexthop: ipAddress }, { error: 'must be { destination, nexthop }' }),
      {
        error: 'must be a list of routes { destination, nexthop }',
      },
    )
    .max(...atMost(LIMITS.hostRoutes, 'routes'))
    .optional(),
}

export const subnetCreateInput: InputSchema = z.strictObject({
  id: id.optional(),
  networkId: id,
  projectId: projectId.optional(),
  ipVersion: z.union([z.literal(4), z.literal(6)], { error: 'must be 4 or 6' }).optional(),
  cidr: z.string({ error: 'must be an IP prefix such as 10.0.0.0/24' }).optional(),
  subnetpoolId: id.nullable().optional(),
  useDefaultSubnetpool: flag.optional(),
  prefixLength: z.int({ error: 'must be a whole number of bits' }).min(0).optional(),
  ...changeable,
  ipv6RaMode: mode.optional(),
  ipv6AddressMode: mode.optional(),
})

export const subnetUpdateInput: InputSchema = z.strictObject(changeable)

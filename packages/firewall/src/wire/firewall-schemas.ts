import { z } from 'zod'
import type {
  FilteredPortItem,
  FirewalledRouterItem,
  PolicyItem,
  RouterFilterItem,
  RuleItem,
} from './firewall-items.ts'

/** Ids name chains and stand in comments of a host's ruleset. */
const id = z.string().regex(/^[0-9a-f]{8}(?:-[0-9a-f]{4}){3}-[0-9a-f]{12}$/)
const port = z.number().int().min(1).max(65_535)
const ports = z.tuple([port, port]).nullable()
const prefix = z
  .string()
  .regex(/^[0-9a-f.:]+(?:\/\d{1,3})?$/)
  .nullable()

export const firewalledRouterItemSchema: z.ZodType<FirewalledRouterItem> = z.object({ routerId: id })

export const routerFilterItemSchema: z.ZodType<RouterFilterItem> = z.object({ routerId: id, token: id })

export const filteredPortItemSchema: z.ZodType<FilteredPortItem> = z.object({
  portId: id,
  adminStateUp: z.boolean(),
  ingressPolicyId: id.nullable(),
  egressPolicyId: id.nullable(),
})

export const policyItemSchema: z.ZodType<PolicyItem> = z.object({ id, ruleIds: z.array(id) })

export const ruleItemSchema: z.ZodType<RuleItem> = z.object({
  id,
  ipVersion: z.union([z.literal(4), z.literal(6)]),
  protocol: z.number().int().min(0).max(255).nullable(),
  source: prefix,
  destination: prefix,
  sourcePorts: ports,
  destinationPorts: ports,
  action: z.enum(['allow', 'deny', 'reject']),
})

import type { InputSchema } from '@netloom/core/kit'
import { z } from 'zod'

const text = (longest: number): z.ZodString =>
  z.string({ error: 'must be text' }).max(longest, `must have at most ${String(longest)} characters`)
const flag = z.boolean({ error: 'must be true or false' })
const id = text(36)
const idOrNull = id.nullable()
const ids = z.array(id, { error: 'must be a list of ids' })
const projectId = text(255).min(1, 'must not be empty').optional()
const named = { name: text(255).optional(), description: text(255).optional(), shared: flag.optional() }

const match = {
  protocol: text(40).nullable().optional(),
  ipVersion: z.union([z.literal(4), z.literal(6)], { error: 'must be 4 or 6' }).optional(),
  sourceIpAddress: text(49).nullable().optional(),
  destinationIpAddress: text(49).nullable().optional(),
  sourcePort: text(11).nullable().optional(),
  destinationPort: text(11).nullable().optional(),
  action: z.enum(['allow', 'deny', 'reject'], { error: 'must be allow, deny or reject' }).optional(),
  enabled: flag.optional(),
}
export const ruleUpdateInput: InputSchema = z.strictObject({ ...named, ...match })
export const ruleCreateInput: InputSchema = z.strictObject({ projectId, ...named, ...match })

const policy = { ...named, audited: flag.optional(), ruleIds: ids.optional() }
export const policyUpdateInput: InputSchema = z.strictObject(policy)
export const policyCreateInput: InputSchema = z.strictObject({ projectId, ...policy })

const firewall = { ...named, adminStateUp: flag.optional() }
const v1 = { ...firewall, routerIds: ids.optional() }
export const firewallUpdateInput: InputSchema = z.strictObject({ ...v1, policyId: idOrNull.optional() })
export const firewallCreateInput: InputSchema = z.strictObject({ projectId, ...v1, policyId: idOrNull })

const v2 = {
  ...firewall,
  ingressPolicyId: idOrNull.optional(),
  egressPolicyId: idOrNull.optional(),
  portIds: ids.optional(),
}
export const groupUpdateInput: InputSchema = z.strictObject(v2)
export const groupCreateInput: InputSchema = z.strictObject({ projectId, ...v2 })

import type { InputSchema } from '@netloom/core/kit'
import { z } from 'zod'

const UUID = /^[0-9a-f]{8}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{12}$/i

const text = (longest: number): z.ZodString =>
  z.string({ error: 'must be text' }).max(longest, `must have at most ${String(longest)} characters`)
const flag = z.boolean({ error: 'must be true or false' })
const id = z.string({ error: 'must be a UUID' }).regex(UUID, 'must be a UUID')
const projectId = text(255).min(1, 'must not be empty')
const owned = { id: id.optional(), projectId: projectId.optional() }
const named = { name: text(255).optional(), description: text(255).optional() }
const group = { ...named, stateful: flag.optional() }

export const groupCreateInput: InputSchema = z.strictObject({ ...owned, ...group })
export const groupUpdateInput: InputSchema = z.strictObject(group)

/** Longer than any prefix: what is no prefix is told by Neutron's own error. */
const word = z.string({ error: 'must be text' }).max(1_000, 'is too long')
const wordOrNull = word.nullable().optional()
const number = z.union([word, z.number()], { error: 'must be a number, its text, or null' }).nullable().optional()
const match = {
  direction: word,
  ethertype: word.optional(),
  protocol: number,
  portRangeMin: number,
  portRangeMax: number,
  remoteIpPrefix: wordOrNull,
  remoteGroupId: wordOrNull,
  remoteAddressGroupId: wordOrNull,
  description: text(255).optional(),
}

export const ruleCreateInput: InputSchema = z.strictObject({ ...owned, ...match, securityGroupId: word })
export const defaultRuleCreateInput: InputSchema = z.strictObject({
  id: id.optional(),
  ...match,
  usedInDefaultSg: flag.optional(),
  usedInNonDefaultSg: flag.optional(),
})

const addresses = z.array(z.string({ error: 'must be an IP prefix or address' }), {
  error: 'must be a list of IP prefixes or addresses',
})
export const addressGroupCreateInput: InputSchema = z.strictObject({
  ...owned,
  ...named,
  addresses: addresses.optional(),
})
export const addressGroupUpdateInput: InputSchema = z.strictObject(named)
export const addressesInput: InputSchema = z.strictObject({ addresses })

import { LIMITS } from '@netloom/core/kit'
import { z } from 'zod'
import { atMost, description, flag, id, name, projectId } from './fields.ts'
import type { InputSchema } from '@netloom/core/kit'

const wholeNumber = z.int({ error: 'must be a whole number' }).min(0, 'must not be negative')

const changeable = {
  description: description.optional(),
  minPrefixLength: wholeNumber.optional(),
  maxPrefixLength: wholeNumber.optional(),
  defaultPrefixLength: wholeNumber.optional(),
  defaultQuota: wholeNumber.max(2_147_483_647, 'must be at most 2147483647').nullable().optional(),
  isDefault: flag.optional(),
  addressScopeId: id.nullable().optional(),
}
const filledName = name.min(1, 'must not be empty')
const prefixes = z
  .array(z.string({ error: 'must be an IP prefix' }), { error: 'must be a list of IP prefixes' })
  .max(...atMost(LIMITS.prefixes, 'prefixes'))

export const subnetpoolCreateInput: InputSchema = z.strictObject({
  projectId: projectId.optional(),
  name: filledName,
  prefixes,
  shared: flag.optional(),
  ...changeable,
})

export const subnetpoolUpdateInput: InputSchema = z.strictObject({
  name: filledName.optional(),
  prefixes: prefixes.optional(),
  ...changeable,
})

import { z } from 'zod'
import { flag, name, projectId } from './fields.ts'
import type { InputSchema } from '@netloom/core/kit'

const changeable = { name: name.optional(), shared: flag.optional() }

export const addressScopeCreateInput: InputSchema = z.strictObject({
  projectId: projectId.optional(),
  ipVersion: z.union([z.literal(4), z.literal(6)], { error: 'must be 4 or 6' }),
  ...changeable,
})

export const addressScopeUpdateInput: InputSchema = z.strictObject(changeable)

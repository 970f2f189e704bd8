import { z } from 'zod'
import { description, id, name } from './fields.ts'
import type { InputSchema } from '@netloom/core/kit'

const changeable = { name: name.optional(), description: description.optional() }

export const segmentCreateInput: InputSchema = z.strictObject({
  networkId: id,
  networkType: z.string({ error: 'must be the name of a network type' }).min(1, 'must not be empty'),
  physicalNetwork: name.min(1, 'must not be empty').optional(),
  segmentationId: z.int({ error: 'must be a whole number' }).optional(),
  ...changeable,
})

export const segmentUpdateInput: InputSchema = z.strictObject(changeable)

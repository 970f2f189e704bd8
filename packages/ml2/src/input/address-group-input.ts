import { z } from 'zod'
import { description, id, name, projectId } from './fields.ts'
import type { InputSchema } from './parse-input.ts'

const changeable = { name: name.optional(), description: description.optional() }

export const addressList: z.ZodArray<z.ZodString> = z.array(z.string({ error: 'must be an IP prefix or address' }), {
  error: 'must be a list of IP prefixes or addresses',
})

export const addressGroupCreateInput: InputSchema = z.strictObject({
  id: id.optional(),
  projectId: projectId.optional(),
  ...changeable,
  addresses: addressList.optional(),
})

export const addressGroupUpdateInput: InputSchema = z.strictObject(changeable)

export const addressesInput: InputSchema = z.strictObject({ addresses: addressList })

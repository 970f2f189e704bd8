import { z } from 'zod'
import { description, flag } from './fields.ts'
import type { InputSchema } from '@netloom/core/kit'

export const agentUpdateInput: InputSchema = z.strictObject({
  adminStateUp: flag.optional(),
  description: description.optional(),
})

import { z } from 'zod'
import { id, projectId } from './fields.ts'
import type { InputSchema } from '@netloom/core/kit'

const word = z.string({ error: 'must be text' }).max(255, 'must have at most 255 characters')

export const rbacPolicyCreateInput: InputSchema = z.strictObject({
  id: id.optional(),
  projectId: projectId.optional(),
  objectType: word,
  objectId: id,
  action: word,
  targetProject: word,
})

export const rbacPolicyUpdateInput: InputSchema = z.strictObject({ targetProject: word.optional() })

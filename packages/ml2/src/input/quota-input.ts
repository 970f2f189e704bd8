import { QUOTA_RESOURCES } from '@netloom/core'
import { z } from 'zod'
import type { InputSchema } from './parse-input.ts'

const ALLOWED = 'must be a whole number from -1 (any number) to 2147483647'

const limit = z
  .int({ error: ALLOWED })
  .min(-1, ALLOWED)
  .max(2 ** 31 - 1, ALLOWED)
  .optional()

export const quotaUpdateInput: InputSchema = z.strictObject(
  Object.fromEntries(QUOTA_RESOURCES.map((resource) => [resource, limit])),
)

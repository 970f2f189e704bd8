import { z } from 'zod'
import type { InputSchema } from '@netloom/core/kit'

const ALLOWED = 'must be a whole number from -1 (any number) to 2147483647'

const limit = z
  .int({ error: ALLOWED })
  .min(-1, ALLOWED)
  .max(2 ** 31 - 1, ALLOWED)
  .optional()

export function quotaUpdateInput(resources: readonly string[]): InputSchema {
  return z.strictObject(Object.fromEntries(resources.map((resource) => [resource, limit])))
}

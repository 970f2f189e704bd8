import type { JsonSchema } from '@netloom/api'
import { z } from 'zod'

/** What a type accepts, as JSON Schema 2020-12. What a schema cannot say (a check in code) its `meta()` says. */
export function typeSchema(type: z.ZodType): JsonSchema {
  const { $schema: _, '~standard': __, ...schema } = z.toJSONSchema(type, { io: 'input', unrepresentable: 'any' })
  return schema
}

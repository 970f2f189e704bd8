import type { JsonSchema } from '@netloom/api'
import type { z } from 'zod'
import { typeSchema } from '../../src/openapi/type-schema.ts'

const schemas = new WeakMap<z.ZodType, JsonSchema>()

/** `typeSchema`, which takes as long as a request, once for each type. */
export function schemaOf(type: z.ZodType): JsonSchema {
  const schema = schemas.get(type) ?? typeSchema(type)
  schemas.set(type, schema)
  return schema
}

import type { z } from 'zod'
import { value } from './value.ts'

/** Of an attribute that only answers carry. `schema` is what the OpenAPI document says of it. */
export function shown(schema: Readonly<Record<string, unknown>>): z.ZodType {
  return value((given) => given, schema)
}

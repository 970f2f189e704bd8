import { z } from 'zod'

/** What the OpenAPI document shows of a value in requests (JSON Schema 2020-12). */
export type JsonSchema = Readonly<Record<string, unknown>>

/**
 * A type of attribute values: `parse` returns what core is given. It throws {@link InvalidValue} with the reason, or the very
 * error that the client shall see, where Neutron has one of its own.
 */
export function value<T>(parse: (given: unknown) => T, schema: JsonSchema): z.ZodType<T> {
  return z
    .unknown()
    .transform(parse)
    .meta({ ...schema })
}

/** What the OpenAPI document says of a type. */
export function schemaOf(type: z.ZodType): JsonSchema {
  const { id: _, ...schema } = type.meta() ?? {}
  return schema
}

import type { z } from 'zod'
import { InvalidValue } from './invalid-value.ts'
import { pythonText } from './python-text.ts'
import { value, type JsonSchema } from './value.ts'

const UUID = /^[0-9a-f]{8}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{12}$/i

export const UUID_SCHEMA: JsonSchema = { type: 'string', format: 'uuid', maxLength: 36 }

export const uuid: z.ZodType<string> = value(requireUuid, UUID_SCHEMA)

/** Absent by `null`. */
export const uuidOrNull: z.ZodType<string | null> = value((given) => (given === null ? null : requireUuid(given)), {
  ...UUID_SCHEMA,
  type: ['string', 'null'],
})

/** @throws {InvalidValue} */
export function requireUuid(given: unknown): string {
  if (typeof given !== 'string' || !UUID.test(given))
    throw new InvalidValue(`'${pythonText(given)}' is not a valid UUID`)
  return given.toLowerCase()
}

import { InvalidValue, type JsonSchema, value } from '@netloom/api'
import { parseAddress } from '@netloom/core/kit'
import type { z } from 'zod'

/** Types of attributes, each with Octavia's reason for a refusal. */

const UUID = /^[0-9a-f]{8}-?(?:[0-9a-f]{4}-?){3}[0-9a-f]{12}$/i
const INT = /^[+-]?\d{1,15}$/

/** null is what is so by default. */
export const orDefault = <T>(type: z.ZodType<T>, fallback: T): z.ZodType<T> =>
  value((given) => (given === null ? fallback : type.parse(given)), nullable(schemaOf(type)))

export const orNull = <T>(type: z.ZodType<T>): z.ZodType<T | null> =>
  value((given) => (given === null ? null : type.parse(given)), nullable(schemaOf(type)))

const schemaOf = (type: z.ZodType): JsonSchema => {
  const { id: _, ...schema } = type.meta() ?? {}
  return schema
}

const nullable = (schema: JsonSchema): JsonSchema => {
  const { type } = schema
  return typeof type === 'string' ? { ...schema, type: [type, 'null'] } : schema
}

export const uuid: z.ZodType<string> = value(
  (given) => {
    if (typeof given !== 'string' || !UUID.test(given)) throw new InvalidValue('Value should be UUID format')
    return given.toLowerCase()
  },
  { type: 'string', format: 'uuid', maxLength: 36 },
)

export const text = (longest: number): z.ZodType<string> =>
  value(
    (given) => {
      if (typeof given !== 'string') throw new InvalidValue('Value should be string')
      if (Array.from(given).length > longest) {
        throw new InvalidValue(`Value should have a maximum character requirement of ${String(longest)}`)
      }
      return given
    },
    { type: 'string', maxLength: longest },
  )

export const integer = (min: number, max?: number): z.ZodType<number> =>
  value(
    (given) => {
      const number = typeof given === 'string' && INT.test(given) ? Number(given) : given
      if (typeof number !== 'number' || !Number.isSafeInteger(number)) throw new InvalidValue('Value should be integer')
      if (number < min) throw new InvalidValue(`Value should be greater or equal to ${String(min)}`)
      if (max !== undefined && number > max) throw new InvalidValue(`Value should be lower or equal to ${String(max)}`)
      return number
    },
    { type: 'integer', minimum: min, ...(max !== undefined && { maximum: max }) },
  )

export const flag: z.ZodType<boolean> = value(
  (given) => {
    if (typeof given === 'boolean') return given
    const word = typeof given === 'string' || typeof given === 'number' ? String(given).toLowerCase() : ''
    if (['true', '1', 't', 'yes', 'y', 'on'].includes(word)) return true
    if (['false', '0', 'f', 'no', 'n', 'off'].includes(word)) return false
    throw new InvalidValue('Value should be boolean')
  },
  { type: 'boolean' },
)

export const oneOf = <T extends string | number>(...words: readonly T[]): z.ZodType<T> =>
  value(
    (given) => {
      const found = words.find((word) => word === given || (typeof word === 'number' && String(word) === given))
      if (found === undefined) throw new InvalidValue(`Value should be one of: ${words.join(', ')}`)
      return found
    },
    { type: typeof words[0] === 'number' ? 'integer' : 'string', enum: [...words] },
  )

export const address: z.ZodType<string> = value(
  (given) => {
    if (typeof given !== 'string' || parseAddress(given) === undefined) {
      throw new InvalidValue('Value should be IPv4 or IPv6 format')
    }
    return given.toLowerCase()
  },
  { type: 'string', maxLength: 45 },
)

/** What matches a pattern; `reason` is Octavia's. */
export const matching = (pattern: RegExp, reason: string, longest = 255): z.ZodType<string> =>
  value(
    (given) => {
      if (typeof given !== 'string' || given.length > longest || !pattern.test(given)) throw new InvalidValue(reason)
      return given
    },
    { type: 'string', maxLength: longest },
  )

/** How many things one list of a request may have. */
const MOST = 1_000

export const listOf = <T>(type: z.ZodType<T>, most: number = MOST): z.ZodType<readonly T[]> =>
  value(
    (given) => {
      if (!Array.isArray(given)) throw new InvalidValue('Value should be list')
      if (given.length > most) throw new InvalidValue(`Value should have at most ${String(most)} entries`)
      return (given as readonly unknown[]).map((one) => type.parse(one))
    },
    { type: 'array', items: schemaOf(type), maxItems: most },
  )

import { InvalidInputError } from '@netloom/core'
import type { z } from 'zod'
import { InvalidValue } from './invalid-value.ts'
import { pythonText } from './python-text.ts'
import { value } from './value.ts'

export type Dictionary = Readonly<Record<string, unknown>>

export function isDictionary(given: unknown): given is Dictionary {
  return typeof given === 'object' && given !== null && !Array.isArray(given)
}

/** An object of whatever a client likes; null = {}. */
export const dictionary: z.ZodType<Dictionary> = value(
  (given) => {
    if (given === null) return {}
    if (!isDictionary(given)) throw new InvalidValue(`'${pythonText(given)}' is not a dictionary`)
    return given
  },
  { type: ['object', 'null'] },
)

/** A list of text. */
export const textList: z.ZodType<readonly string[]> = value(
  (given) => {
    if (!Array.isArray(given)) throw new InvalidValue(`'${pythonText(given)}' is not a list`)
    const list: readonly unknown[] = given
    return list.map((item) => {
      if (typeof item !== 'string') throw new InvalidValue(`'${pythonText(item)}' is not a valid string`)
      if (item.length > 255) throw new InvalidValue(`'${item}' exceeds maximum length of 255`)
      return item
    })
  },
  { type: 'array', items: { type: 'string', maxLength: 255 } },
)

/** @throws {InvalidInputError} */
export function toList(given: unknown): readonly unknown[] {
  if (!Array.isArray(given)) throw new InvalidInputError(`'${pythonText(given)}' is not a list`)
  return given
}

/** An object with exactly these keys. @throws {InvalidValue} */
export function requireKeys(given: Dictionary, keys: readonly string[]): void {
  const provided = Object.keys(given)
  if (provided.length === keys.length && keys.every((key) => Object.hasOwn(given, key))) return
  throw new InvalidValue(
    `Validation of dictionary's keys failed. Expected keys: ${keySet(keys)} Provided keys: ${keySet(provided)}`,
  )
}

const keySet = (keys: readonly string[]): string =>
  keys.length === 0 ? 'set()' : `{${keys.map((key) => `'${key}'`).join(', ')}}`

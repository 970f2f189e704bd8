import { InvalidInputError } from '@netloom/core'
import { LIMITS, pythonJsonLength } from '@netloom/core/kit'
import type { z } from 'zod'
import { InvalidValue } from './invalid-value.ts'
import { pythonText } from './python-text.ts'
import { value } from './value.ts'

export type Dictionary = Readonly<Record<string, unknown>>

export function isDictionary(given: unknown): given is Dictionary {
  return typeof given === 'object' && given !== null && !Array.isArray(given)
}

/** An object of whatever a client likes, as long as its column takes it; null = {}. */
export const bindingProfile: z.ZodType<Dictionary> = value(
  (given) => {
    if (given === null) return {}
    if (!isDictionary(given)) throw new InvalidValue(`'${pythonText(given)}' is not a dictionary`)
    if (pythonJsonLength(given) > LIMITS.bindingProfileCharacters) {
      throw new InvalidInputError('binding:profile value too large')
    }
    return given
  },
  {
    type: ['object', 'null'],
    // the shortest member is `"": 0, `
    maxProperties: Math.floor(LIMITS.bindingProfileCharacters / 7),
    description: `At most ${String(LIMITS.bindingProfileCharacters)} characters as JSON.`,
  },
)

/** Names of zones, as many as their column takes. */
export const zoneHints: z.ZodType<readonly string[]> = value(
  (given) => {
    if (!Array.isArray(given)) throw new InvalidValue(`'${pythonText(given)}' is not a list`)
    const list: readonly unknown[] = given
    if (list.length > LIMITS.availabilityZoneHintsCharacters) throw tooManyHints()
    const hints = list.map((item) => {
      if (typeof item !== 'string') throw new InvalidValue(`'${pythonText(item)}' is not a valid string`)
      if (item.length > 255) throw new InvalidValue(`'${pythonText(item)}' exceeds maximum length of 255`)
      return item
    })
    if (pythonJsonLength(hints) > LIMITS.availabilityZoneHintsCharacters) throw tooManyHints()
    return hints
  },
  {
    type: 'array',
    items: { type: 'string', maxLength: 255 },
    // the shortest item is `"", `
    maxItems: Math.floor(LIMITS.availabilityZoneHintsCharacters / 4),
    description: `At most ${String(LIMITS.availabilityZoneHintsCharacters)} characters as JSON.`,
  },
)

const tooManyHints = (): InvalidInputError => new InvalidInputError('Too many availability_zone_hints specified')

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
    `Validation of dictionary's keys failed. Expected keys: ${keySet(keys)} Provided keys: ${keySet(provided.slice(0, 20))}`,
  )
}

const keySet = (keys: readonly string[]): string =>
  keys.length === 0 ? 'set()' : `{${keys.map((key) => `'${key}'`).join(', ')}}`

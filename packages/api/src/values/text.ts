import type { z } from 'zod'
import { InvalidValue } from './invalid-value.ts'
import { pythonText } from './python-text.ts'
import { value } from './value.ts'

/** Text of at most `longest` characters; absent = any length. */
export function text(longest?: number): z.ZodType<string> {
  return value((given) => requireText(given, longest), {
    type: 'string',
    ...(longest !== undefined && { maxLength: longest }),
  })
}

/** Text that is more than blanks. */
export function filledText(longest: number): z.ZodType<string> {
  return value(
    (given) => {
      const found = requireText(given, longest)
      if (found.trim() === '') throw new InvalidValue(`'${found}' Blank strings are not permitted`)
      return found
    },
    { type: 'string', minLength: 1, maxLength: longest },
  )
}

/** Text; numbers and true/false are taken as their text (Neutron: `binding:host_id`). */
export const looseText: z.ZodType<string> = value(
  (given) => (given === null ? '' : requireText(typeof given === 'number' ? String(given) : given, 255)),
  { type: ['string', 'null'], maxLength: 255 },
)

/** @throws {InvalidValue} */
export function requireText(given: unknown, longest?: number): string {
  if (typeof given !== 'string') throw new InvalidValue(`'${pythonText(given)}' is not a valid string`)
  if (longest !== undefined && given.length > longest && Array.from(given).length > longest) {
    throw new InvalidValue(`'${pythonText(given)}' exceeds maximum length of ${String(longest)}`)
  }
  return given
}

/** Text of at most `longest` characters, or null. */
export function textOrNull(longest: number): z.ZodType<string | null> {
  return value((given) => (given === null ? null : requireText(given, longest)), {
    type: ['string', 'null'],
    maxLength: longest,
  })
}

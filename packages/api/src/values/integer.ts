import { InvalidInputError } from '@netloom/core'
import type { z } from 'zod'
import { InvalidValue } from './invalid-value.ts'
import { pythonText } from './python-text.ts'
import { value } from './value.ts'

/** A whole number, or its text. `bounds` are inclusive; what is outside gets Neutron's reason. */
export function integer(bounds: { readonly min?: number; readonly max?: number } = {}): z.ZodType<number> {
  const { min, max } = bounds
  return value(
    (given) => {
      const number = toInteger(given)
      if (min !== undefined && number < min) {
        if (min === 0) throw new InvalidValue(`'${String(number)}' should be non-negative`)
        throw new InvalidValue(`'${String(number)}' is too small - must be at least '${String(min)}'`)
      }
      if (max !== undefined && number > max) {
        throw new InvalidValue(`'${String(number)}' is too large - must be no larger than '${String(max)}'`)
      }
      return number
    },
    { type: 'integer', ...(min !== undefined && { minimum: min }), ...(max !== undefined && { maximum: max }) },
  )
}

/** @throws {InvalidInputError} */
export function toInteger(given: unknown): number {
  const number = typeof given === 'string' && /^\s*[+-]?\d+\s*$/.test(given) ? Number(given) : given
  if (typeof number !== 'number' || !Number.isSafeInteger(number)) {
    throw new InvalidInputError(`'${pythonText(given)}' is not an integer`)
  }
  return number
}

import type { z } from 'zod'
import { toInteger } from './integer.ts'
import { InvalidValue } from './invalid-value.ts'
import { value } from './value.ts'

/** A whole number from `min` to `max`, or its text. Neutron: `type:range`, which words a negative number differently. */
export function range(min: number, max: number): z.ZodType<number> {
  return value(
    (given) => {
      const number = toInteger(given)
      if (number < min) throw new InvalidValue(`'${String(number)}' is too small - must be at least '${String(min)}'`)
      if (number > max) {
        throw new InvalidValue(`'${String(number)}' is too large - must be no larger than '${String(max)}'`)
      }
      return number
    },
    { type: 'integer', minimum: min, maximum: max },
  )
}

import type { z } from 'zod'
import { InvalidValue } from './invalid-value.ts'
import { pythonText } from './python-text.ts'
import { value } from './value.ts'

/** One of a few words (or numbers). */
export function oneOf<T extends string | number | null>(...allowed: readonly T[]): z.ZodType<T> {
  return value(
    (given) => {
      const found = allowed.find((one) => one === given)
      if (found === undefined) throw new InvalidValue(`${pythonText(given)} is not in valid_values`)
      return found
    },
    { enum: [...allowed] },
  )
}

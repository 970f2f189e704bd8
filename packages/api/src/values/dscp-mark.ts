import type { z } from 'zod'
import { toInteger } from './integer.ts'
import { InvalidValue } from './invalid-value.ts'
import { value } from './value.ts'

const MARKS = [0, 8, 10, 12, 14, 16, 18, 20, 22, 24, 26, 28, 30, 32, 34, 36, 38, 40, 46, 48, 56]

/** A code point that has a meaning (RFC 2474, 2597, 3246), or its text. */
export const dscpMark: z.ZodType<number> = value(
  (given) => {
    const mark = toInteger(given)
    if (!MARKS.includes(mark)) throw new InvalidValue(`${String(mark)} is not in valid_values`)
    return mark
  },
  { type: 'integer', enum: MARKS },
)

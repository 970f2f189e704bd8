import type { z } from 'zod'
import { toInteger } from './integer.ts'
import { InvalidValue } from './invalid-value.ts'
import { value } from './value.ts'

/** 4 or 6, or their text. */
export const ipVersion: z.ZodType<4 | 6> = value(
  (given) => {
    const version = toInteger(given)
    if (version !== 4 && version !== 6) throw new InvalidValue(`${String(version)} is not in valid_values`)
    return version
  },
  { type: 'integer', enum: [4, 6] },
)

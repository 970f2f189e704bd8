import { InvalidInputError } from '@netloom/core'
import type { z } from 'zod'
import { pythonText } from './python-text.ts'
import { value } from './value.ts'

/** true, false, and what Neutron takes for them: 'true', 'True', '1', 1, … */
export const boolean: z.ZodType<boolean> = value(toBoolean, { type: 'boolean' })

/** @throws {InvalidInputError} */
export function toBoolean(given: unknown): boolean {
  const word = typeof given === 'string' ? given.toLowerCase() : given
  if (word === true || word === 1 || word === 'true' || word === '1') return true
  if (word === false || word === 0 || word === 'false' || word === '0') return false
  throw new InvalidInputError(`'${pythonText(given)}' cannot be converted to boolean`)
}

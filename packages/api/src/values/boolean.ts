import { InvalidInputError } from '@netloom/core'
import type { z } from 'zod'
import { pythonText } from './python-text.ts'
import { value } from './value.ts'

const YES: ReadonlySet<string> = new Set(['true', '1', 't', 'yes', 'y', 'on'])
const NO: ReadonlySet<string> = new Set(['false', '0', 'f', 'no', 'n', 'off'])

/** true, false, and what Neutron takes for them: 'true', 'True', '1', 1, 'yes', … */
export const boolean: z.ZodType<boolean> = value(toBoolean, { type: 'boolean' })

/** @throws {InvalidInputError} */
export function toBoolean(given: unknown): boolean {
  const word = typeof given === 'string' ? given.toLowerCase() : given
  if (word === true || word === 1 || (typeof word === 'string' && YES.has(word))) return true
  if (word === false || word === 0 || (typeof word === 'string' && NO.has(word))) return false
  throw new InvalidInputError(`'${pythonText(given)}' cannot be converted to boolean`)
}

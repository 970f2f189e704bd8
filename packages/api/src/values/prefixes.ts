import type { z } from 'zod'
import { isIP } from 'node:net'
import { LIMITS } from '@netloom/core/kit'
import { HttpBadRequestError } from '../errors/http-errors.ts'
import { LONGEST_CIDR, requireCidr } from './addresses.ts'
import { requireAtMost } from './bounded-list.ts'
import { InvalidValue } from './invalid-value.ts'
import { pythonText } from './python-text.ts'
import { isDictionary } from './structures.ts'
import { value } from './value.ts'

const PREFIX = { type: 'string', format: 'cidr', maxLength: LONGEST_CIDR }

/** Prefixes such as 10.0.0.0/16, none twice. */
export const prefixes: z.ZodType<readonly string[]> = value(
  (given) => {
    if (!Array.isArray(given)) throw new InvalidValue(`'${pythonText(given)}' is not a list`)
    const list: readonly unknown[] = given
    requireAtMost(list, LIMITS.prefixes, 'prefixes')
    const seen = new Set<string>()
    const doubles = new Set<string>()
    for (const text of list.map(pythonText)) {
      if (seen.has(text)) doubles.add(text)
      seen.add(text)
    }
    if (doubles.size > 0)
      throw new InvalidValue(`Duplicate items in the list: '${pythonText([...doubles].join(', '))}'`)
    return list.map(requirePrefix)
  },
  { type: 'array', items: PREFIX, maxItems: LIMITS.prefixes },
)

/** Body of `add_prefixes` and `remove_prefixes`: at least one; what the texts mean is core's to judge. */
export const prefixBody: z.ZodType<readonly string[]> = value(
  (given) => {
    const list: unknown = isDictionary(given) ? given['prefixes'] : undefined
    if (!Array.isArray(list) || list.length === 0) throw new HttpBadRequestError('Request body contains invalid data')
    return (list as readonly unknown[]).map(pythonText)
  },
  {
    type: 'object',
    properties: { prefixes: { type: 'array', items: PREFIX, minItems: 1, maxItems: LIMITS.prefixes } },
    required: ['prefixes'],
  },
)

function requirePrefix(given: unknown): string {
  if (typeof given === 'string' && !given.includes('%') && isIP(given) !== 0) {
    const recommended = `${given}/${isIP(given) === 4 ? '32' : '128'}`
    throw new InvalidValue(`'${given}' isn't a recognized IP subnet cidr, '${recommended}' is recommended`)
  }
  try {
    return requireCidr(given)
  } catch {
    throw new InvalidValue(`'${pythonText(given)}' is not a valid IP subnet`)
  }
}

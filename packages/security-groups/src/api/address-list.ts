import { isDictionary, LONGEST_CIDR, prefixes, pythonText, schemaOf, value } from '@netloom/api'
import { InvalidInputError } from '@netloom/core'
import { LIMITS } from '@netloom/core/kit'
import type { z } from 'zod'

/** Prefixes, none twice; null = []. */
export const addressList: z.ZodType<readonly string[]> = value(
  (given) => (given === null ? [] : prefixes.parse(given)),
  { ...schemaOf(prefixes), type: ['array', 'null'], maxItems: LIMITS.addresses },
)

/** Body of `add_addresses` and `remove_addresses`; what the texts mean is core's to judge. */
export const addressesBody: z.ZodType<readonly string[]> = value(
  (given) => {
    const list: unknown = isDictionary(given) ? given['addresses'] : undefined
    if (!Array.isArray(list)) throw new InvalidInputError(`'${pythonText(list)}' is not a list`)
    return (list as readonly unknown[]).map(pythonText)
  },
  {
    type: 'object',
    properties: {
      addresses: {
        type: 'array',
        items: { type: 'string', maxLength: LONGEST_CIDR },
        maxItems: LIMITS.addresses,
      },
    },
    required: ['addresses'],
  },
)

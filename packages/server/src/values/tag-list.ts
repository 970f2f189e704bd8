import { InvalidInputError } from '@netloom/core'
import type { z } from 'zod'
import { InvalidValue } from './invalid-value.ts'
import { isDictionary, toList } from './structures.ts'
import { requireText } from './text.ts'
import { value } from './value.ts'

/** `{ "tags": ["a", "b"] }`; what else the body says is of no interest. How many there may be, and how long, is core's to say. */
export const tagList: z.ZodType<readonly string[]> = value(
  (given) => {
    if (!isDictionary(given) || !Object.hasOwn(given, 'tags')) throw new InvalidInputError('Invalid tags body')
    return toList(given['tags']).map(toTag)
  },
  {
    type: 'object',
    properties: {
      tags: { type: 'array', maxItems: 50, uniqueItems: true, items: { type: 'string', maxLength: 255 } },
    },
    required: ['tags'],
  },
)

function toTag(given: unknown): string {
  try {
    return requireText(given)
  } catch (error) {
    throw error instanceof InvalidValue ? new InvalidInputError(error.message) : error
  }
}

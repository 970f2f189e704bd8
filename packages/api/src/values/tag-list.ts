import { InvalidInputError } from '@netloom/core'
import { LIMITS } from '@netloom/core/kit'
import type { z } from 'zod'
import { InvalidValue } from './invalid-value.ts'
import { pythonText } from './python-text.ts'
import { isDictionary, toList } from './structures.ts'
import { requireText } from './text.ts'
import { value } from './value.ts'

const TAGS = {
  type: 'array',
  maxItems: LIMITS.tags,
  uniqueItems: true,
  items: { type: 'string', maxLength: LIMITS.tagCharacters },
}

/** `tags` of a new object. Neutron: the same words for too many as in `PUT …/tags`. */
export const newTags: z.ZodType<readonly string[]> = value((given) => {
  if (!Array.isArray(given)) throw new InvalidValue(`'${pythonText(given)}' is not a list`)
  return requireTagsFit(given as readonly unknown[]).map((tag) => requireText(tag, LIMITS.tagCharacters))
}, TAGS)

/** `{ "tags": ["a", "b"] }`; what else the body says is of no interest. How long they may be is core's to say. */
export const tagList: z.ZodType<readonly string[]> = value(
  (given) => {
    if (!isDictionary(given) || !Object.hasOwn(given, 'tags')) throw new InvalidInputError('Invalid tags body')
    return requireTagsFit(toList(given['tags'])).map(toTag)
  },
  {
    type: 'object',
    properties: {
      tags: TAGS,
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

function requireTagsFit(tags: readonly unknown[]): readonly unknown[] {
  if (tags.length <= LIMITS.tags) return tags
  throw new InvalidInputError(`The number of tags exceed the per-resource limit of ${String(LIMITS.tags)}`)
}

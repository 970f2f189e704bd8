import type { JsonSchema, Resource } from '@netloom/api'
import { LIMITS } from '@netloom/core/kit'
import type { Parameter, Reference } from './open-api-types.ts'
import { QUERY_TEXT } from './components.ts'
import { parameterRef } from './schema-names.ts'

const TAG = { type: 'string', maxLength: LIMITS.tagCharacters }
const PAGING = ['fields', 'limit', 'marker', 'page_reverse']
const TAG_FILTERS = ['tags', 'tags-any', 'not-tags', 'not-tags-any']

/** Query parameters of a list: one per attribute it can be filtered by, then sorting and paging. */
export function listParameters(resource: Resource): readonly (Parameter | Reference)[] {
  const attributes = Object.entries(resource.attributes)
  const filters = attributes
    .filter(([, { filter, filterAs }]) => filter !== undefined || filterAs !== undefined)
    .map(([name]) => name)
  const sortKeys = attributes.filter(([, { sort }]) => sort !== undefined).map(([name]) => name)
  const names = new Set([...filters, ...(resource.tagged === true ? TAG_FILTERS : [])])
  return [
    ...[...names].map(filterParameter),
    ...(sortKeys.length > 0 ? sorting(sortKeys) : []),
    ...PAGING.map(parameterRef),
  ]
}

function filterParameter(name: string): Parameter {
  const isTags = TAG_FILTERS.includes(name)
  return isTags
    ? repeatable(name, `Tags, separated by commas: ${name}.`, TAG, LIMITS.tags)
    : repeatable(name, `Objects whose ${name} is any of these.`, QUERY_TEXT)
}

function sorting(keys: readonly string[]): readonly Parameter[] {
  return [
    repeatable('sort_key', 'Attributes to sort by, the most significant first; the id decides ties.', { enum: keys }),
    repeatable('sort_dir', 'One direction for each sort_key.', { enum: ['asc', 'desc'] }),
  ]
}

function repeatable(
  name: string,
  description: string,
  items: JsonSchema,
  maxItems: number = LIMITS.repeats,
): Parameter {
  return { name, in: 'query', description, style: 'form', explode: true, schema: { type: 'array', items, maxItems } }
}

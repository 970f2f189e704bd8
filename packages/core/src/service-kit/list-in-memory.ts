import { InvalidInputError } from '../errors/segment-errors.ts'
import { decisive, type Page, type SortKey } from '../services/page.ts'
import type { FilterValue, ResourceFilter } from '../services/resource-services.ts'
import { unknownFilter, wantedValues } from './filter-values.ts'

type Row = Readonly<Record<string, unknown>>
type Test = (one: Row) => boolean

/** Filters of what has `tags`. */
const TAG_FILTERS: Readonly<Record<string, (tags: ReadonlySet<unknown>, wanted: readonly FilterValue[]) => boolean>> = {
  tags: (tags, wanted) => wanted.every((tag) => tags.has(tag)),
  tagsAny: (tags, wanted) => wanted.some((tag) => tags.has(tag)),
  notTags: (tags, wanted) => !wanted.every((tag) => tags.has(tag)),
  notTagsAny: (tags, wanted) => !wanted.some((tag) => tags.has(tag)),
}

/**
 * Filter, order and page of a list that is short by nature and at hand already. `fields` can be filtered and sorted by, and where
 * `tags` is among them, filters of tags hold; `notFound` makes the resource's error for a marker that is not in the list.
 * @throws {InvalidInputError} for other fields
 */
export function listInMemory<T extends { readonly id: string }>(
  all: readonly T[],
  { resource, fields }: { readonly resource: string; readonly fields: readonly string[] },
  filter: ResourceFilter,
  { sort = [], limit, marker, reverse = false }: Page,
  notFound: (id: string) => Error,
): readonly T[] {
  const isTags = (field: string): boolean => fields.includes('tags') && Object.hasOwn(TAG_FILTERS, field)
  for (const field of Object.keys(filter)) {
    if (!fields.includes(field) && !isTags(field)) throw unknownFilter(resource, field, fields)
  }
  const keys = decisive(sort)
  for (const { field } of keys) {
    if (!fields.includes(field))
      throw new InvalidInputError(`'${field}' is no sort key; known are ${fields.join(', ')}`)
  }
  const tests = Object.entries(filter).map(([field, wanted]): Test => {
    const values = wantedValues(wanted)
    if (isTags(field)) return (one) => TAG_FILTERS[field]?.(new Set(one['tags'] as readonly unknown[]), values) ?? true
    const accepted = new Set(values)
    return (one) => accepted.has(valueOf(one, field))
  })
  const ordered = all.filter((one) => tests.every((test) => test(one))).sort((a, b) => compare(a, b, keys))
  const found = marker === undefined ? undefined : all.find(({ id }) => id === marker)
  if (marker !== undefined && found === undefined) throw notFound(marker)
  const behind = found === undefined ? ordered : ordered.filter((one) => isBeyond(compare(one, found, keys), reverse))
  if (limit === undefined) return behind
  return reverse ? behind.slice(-limit) : behind.slice(0, limit)
}

function compare(a: Row, b: Row, sort: readonly SortKey[]): number {
  for (const { field, direction } of [...sort, { field: 'id', direction: 'asc' as const }]) {
    const [left, right] = [valueOf(a, field) ?? '', valueOf(b, field) ?? '']
    if (left !== right) return left < right === (direction === 'asc') ? -1 : 1
  }
  return 0
}

const isBeyond = (order: number, reverse: boolean): boolean => (reverse ? order < 0 : order > 0)

const valueOf = (one: Row, field: string): FilterValue => (one[field] ?? null) as FilterValue

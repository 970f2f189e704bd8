import { InvalidInputError } from '@netloom/core'
import { decisive, type FilterValue, type Page, type ResourceFilter, type SortKey } from '@netloom/core/services'
import { unknownFilter, wantedValues } from './filter.ts'

type Row = Readonly<Record<string, unknown>>

/**
 * Filter, order and page of a list that is short by nature and at hand already. `fields` can be filtered and sorted by;
 * `notFound` makes the resource's error for a marker that is not in the list.
 * @throws {InvalidInputError} for other fields
 */
export function listInMemory<T extends { readonly id: string }>(
  all: readonly T[],
  { resource, fields }: { readonly resource: string; readonly fields: readonly string[] },
  filter: ResourceFilter,
  { sort = [], limit, marker, reverse = false }: Page,
  notFound: (id: string) => Error,
): readonly T[] {
  for (const field of Object.keys(filter)) {
    if (!fields.includes(field)) throw unknownFilter(resource, field, fields)
  }
  const keys = decisive(sort)
  for (const { field } of keys) {
    if (!fields.includes(field))
      throw new InvalidInputError(`'${field}' is no sort key; known are ${fields.join(', ')}`)
  }
  const tests = Object.entries(filter).map(([field, wanted]) => [field, new Set(wantedValues(wanted))] as const)
  const ordered = all.filter((one) => matches(one, tests)).sort((a, b) => compare(a, b, keys))
  const found = marker === undefined ? undefined : all.find(({ id }) => id === marker)
  if (marker !== undefined && found === undefined) throw notFound(marker)
  const behind = found === undefined ? ordered : ordered.filter((one) => isBeyond(compare(one, found, keys), reverse))
  if (limit === undefined) return behind
  return reverse ? behind.slice(-limit) : behind.slice(0, limit)
}

function matches(one: Row, tests: readonly (readonly [string, ReadonlySet<FilterValue>])[]): boolean {
  return tests.every(([field, wanted]) => wanted.has(valueOf(one, field)))
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

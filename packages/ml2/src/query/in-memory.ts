import { InvalidInputError } from '@netloom/core'
import { decisive, type FilterValue, type Page, type ResourceFilter } from '@netloom/core/services'
import { unknownFilter, wantedValues } from './filter.ts'

type Field<T> = (object: T) => FilterValue

/** What a short list can be filtered and sorted by; the last sort key is `key`. */
export interface MemoryList<T> {
  readonly resource: string
  readonly fields: Readonly<Record<string, Field<T>>>
  readonly key: Field<T>
  /** The error of a marker that is not there. */
  readonly missing: (marker: string) => Error
}

/** One page of a list that is short enough to be held whole (agents, availability zones). */
export function pagedInMemory<T>(
  objects: readonly T[],
  { resource, fields, key, missing }: MemoryList<T>,
  filter: ResourceFilter = {},
  { sort = [], limit, marker, reverse = false }: Page = {},
): readonly T[] {
  const tests = Object.entries(filter).map(([name, wanted]) => {
    const field = fields[name]
    if (field === undefined) throw unknownFilter(resource, name, Object.keys(fields))
    const values = new Set(wantedValues(wanted))
    return (object: T): boolean => values.has(field(object))
  })
  const keys = decisive(sort).map(({ field: name, direction }) => {
    const field = fields[name]
    if (field === undefined)
      throw new InvalidInputError(`'${name}' is no sort key; known are ${Object.keys(fields).join(', ')}`)
    return { field, sign: direction === 'desc' ? -1 : 1 }
  })
  const found = objects
    .filter((object) => tests.every((test) => test(object)))
    .sort((a, b) => {
      for (const { field, sign } of [...keys, { field: key, sign: 1 }]) {
        const order = compared(field(a), field(b))
        if (order !== 0) return order * sign
      }
      return 0
    })
  const at = marker === undefined ? undefined : found.findIndex((object) => key(object) === marker)
  if (at === -1) throw missing(marker ?? '')
  const rest = at === undefined ? found : reverse ? found.slice(0, at) : found.slice(at + 1)
  if (limit === undefined) return rest
  return reverse ? rest.slice(Math.max(0, rest.length - limit)) : rest.slice(0, limit)
}

function compared(a: FilterValue, b: FilterValue): number {
  const [one, other] = [a ?? '', b ?? '']
  return one < other ? -1 : one > other ? 1 : 0
}

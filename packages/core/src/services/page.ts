/** Which part of a list, in which order. The id is always the last sort key, so that every order is total. */
export interface Page {
  readonly sort?: readonly SortKey[]
  /** At most so many; absent = all. */
  readonly limit?: number
  /** Id of the object before the page; unknown or invisible is the resource's NotFound. */
  readonly marker?: string
  /** The page before the marker instead of the one after it; the order of the answer stays that of `sort`. */
  readonly reverse?: boolean
}

export interface SortKey {
  readonly field: string
  readonly direction: 'asc' | 'desc'
}

/** The keys that say something: a field's first one decides, whatever comes later compares what is equal already. */
export function decisive(sort: readonly SortKey[]): readonly SortKey[] {
  const first = new Map<string, SortKey>()
  for (const key of sort) if (!first.has(key.field)) first.set(key.field, key)
  return [...first.values()]
}

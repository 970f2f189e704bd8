import { InvalidInputError } from '@netloom/core'
import { LIMITS, unknownFilter, wantedValues } from '@netloom/core/kit'
import type { FilterValue, ResourceFilter } from '@netloom/core/services'
import { sql, type Expression, type SelectQueryBuilder, type SqlBool } from 'kysely'
import type { ListColumn, ListShape } from '@netloom/core/kit'

export { unknownFilter, wantedValues }

/** Filter field → what the API calls it. */
const TAG_PARAMETERS: Readonly<Record<string, string>> = {
  tags: 'tags',
  tagsAny: 'tags-any',
  notTags: 'not-tags',
  notTagsAny: 'not-tags-any',
}

/**
 * Rows whose columns hold what `filter` says. `tags` is the ref of the table's tag column, where it has one; `special` are
 * fields that the caller treats itself.
 * @throws {InvalidInputError} for a field that is no column
 */
export function filtered<DB, TB extends keyof DB, O>(
  query: SelectQueryBuilder<DB, TB, O>,
  filter: ResourceFilter,
  { resource, columns, tags, special = [] }: ListShape,
): SelectQueryBuilder<DB, TB, O> {
  let result = query
  for (const [field, wanted] of Object.entries(filter)) {
    if (special.includes(field)) continue
    const column = columns[field]
    if (column !== undefined) result = result.where(holds(column, wanted))
    else if (tags !== undefined && field in TAG_PARAMETERS) result = result.where(tagged(tags, field, wanted))
    else throw unknownFilter(resource, field, [...Object.keys(columns), ...special])
  }
  return result
}

export type { ListShape }

/** Like {@link wantedValues}, each once: the engine looks at every value for every row. @throws {InvalidInputError} */
export function distinctValues(
  field: string,
  wanted: ResourceFilter[string],
  most: number = Number.POSITIVE_INFINITY,
): readonly FilterValue[] {
  const values = [...new Set(wantedValues(wanted))]
  if (values.length <= most) return values
  throw new InvalidInputError(
    `the filter '${field}' names ${String(values.length)} values, at most ${String(most)} are allowed; ask several times`,
  )
}

/** One column holds any of the accepted values. */
export function holds({ ref, kind, canonical }: ListColumn, wanted: ResourceFilter[string]): Expression<SqlBool> {
  const values = distinctValues(ref, canonical === undefined ? wanted : wantedValues(wanted).map(spelling(canonical)))
  const stored = values.flatMap((value) => (value === null ? [] : [storedValue(value, kind)]))
  const column = sql.ref(ref)
  const isNull = sql<SqlBool>`${column} is null`
  if (stored.length === 0) return values.length === 0 ? sql<SqlBool>`1 = 0` : isNull
  const [first] = stored
  const any =
    stored.length === 1 ? sql<SqlBool>`${column} = ${first}` : sql<SqlBool>`${column} in (${sql.join(stored)})`
  return stored.length === values.length ? any : sql<SqlBool>`(${any} or ${isNull})`
}

const spelling =
  (canonical: NonNullable<ListColumn['canonical']>) =>
  (value: FilterValue): FilterValue =>
    typeof value === 'string' ? (canonical(value) ?? value) : value

function storedValue(value: string | number | boolean, kind: ListColumn['kind']): string | number {
  if (kind === 'text') return String(value)
  if (typeof value === 'boolean') return value ? 1 : 0
  const number = Number(value)
  // what no column can hold matches nothing
  return Number.isSafeInteger(number) && String(value) !== '' ? number : Number.MIN_SAFE_INTEGER
}

/** The column is a JSON list of text: a text with its quotes occurs in it exactly where it is in the list. */
export function hasText(ref: string, text: string): Expression<SqlBool> {
  return sql<SqlBool>`replace(${sql.ref(ref)}, ${JSON.stringify(text)}, '') <> ${sql.ref(ref)}`
}

function tagged(ref: string, field: string, wanted: ResourceFilter[string]): Expression<SqlBool> {
  const has = distinctValues(TAG_PARAMETERS[field] ?? field, wanted, LIMITS.tags).map((tag) =>
    hasText(ref, String(tag)),
  )
  if (has.length === 0) return sql<SqlBool>`1 = 1`
  // most rows have none: then no word is looked for
  const joined = sql<SqlBool>`(${sql.ref(ref)} <> '[]' and (${sql.join(has, field.endsWith('Any') ? sql` or ` : sql` and `)}))`
  return field.startsWith('not') ? sql<SqlBool>`not ${joined}` : joined
}

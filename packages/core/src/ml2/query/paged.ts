import { sql, type Expression, type RawBuilder, type SelectQueryBuilder, type SqlBool } from 'kysely'
import { InvalidInputError } from '../../errors/segment-errors.ts'
import type { ListColumn, ListColumns } from './list-columns.ts'
import { decisive, type Page } from './page.ts'

type Row = Readonly<Record<string, unknown>>

interface Key {
  readonly column: ListColumn
  readonly descending: boolean
}

/** Rows that one statement reads: SQLite answers nobody else meanwhile. */
const ROWS = 500

/**
 * The rows of one page, in order; what is deleted while a long one is read is missing. `marker` finds the marker's row among
 * all that the caller may see; it throws the resource's NotFound. The row must have every sortable column under its own name.
 * @throws {InvalidInputError} for a sort key that is no column
 */
export async function paged<DB, TB extends keyof DB, O extends object>(
  query: SelectQueryBuilder<DB, TB, O>,
  columns: ListColumns,
  page: Page,
  marker: (id: string) => Promise<object>,
): Promise<O[]> {
  const keys = sortKeys(columns, page, page.reverse === true)
  const { id } = columns
  if (id === undefined) return ordered(query, keys, page, marker)
  const { limit = Number.POSITIVE_INFINITY } = page
  const first = await ordered(query, keys, { ...page, limit: Math.min(limit, ROWS + 1) }, marker)
  // most lists are short: one statement
  if (first.length <= ROWS) return first
  const ids = query.clearSelect().select(sql.ref<string>(id.ref).as('paged_id'))
  const wanted = (await ordered(ids, keys, page, marker)).map((row) => String((row as Row)['paged_id']))
  const rows: O[] = []
  for (let at = 0; at < wanted.length; at += ROWS) {
    const places = new Map(wanted.slice(at, at + ROWS).map((one, place) => [one, place]))
    const isOne = sql<SqlBool>`${sql.ref(id.ref)} in (${sql.join([...places.keys()])})`
    const piece = await query.where(isOne).execute()
    const placeOf = (row: O): number => places.get(String(valueIn(row, id))) ?? 0
    rows.push(...piece.sort((a, b) => placeOf(a) - placeOf(b)))
  }
  return rows
}

/** As {@link paged}, in one statement: for rows that are short. */
export async function pagedAtOnce<DB, TB extends keyof DB, O extends object>(
  query: SelectQueryBuilder<DB, TB, O>,
  columns: ListColumns,
  page: Page,
  marker: (id: string) => Promise<object>,
): Promise<O[]> {
  return ordered(query, sortKeys(columns, page, page.reverse === true), page, marker)
}

async function ordered<DB, TB extends keyof DB, O extends object>(
  query: SelectQueryBuilder<DB, TB, O>,
  keys: readonly Key[],
  page: Page,
  marker: (id: string) => Promise<object>,
): Promise<O[]> {
  const reverse = page.reverse === true
  let result = query
  if (page.marker !== undefined) result = result.where(after(keys, await marker(page.marker)))
  for (const { column, descending } of keys) result = result.orderBy(sortable(column), descending ? 'desc' : 'asc')
  if (page.limit !== undefined) result = result.limit(page.limit)
  const rows = await result.execute()
  return reverse ? rows.reverse() : rows
}

function sortKeys(columns: ListColumns, { sort = [] }: Page, reverse: boolean): readonly Key[] {
  const keys = new Map<string, Key>()
  for (const { field, direction } of decisive(sort)) {
    const column = columns[field]
    if (column === undefined) {
      throw new InvalidInputError(`'${field}' is no sort key; known are ${Object.keys(columns).join(', ')}`)
    }
    keys.set(field, { column, descending: (direction === 'desc') !== reverse })
  }
  const { id } = columns
  if (id !== undefined && !keys.has('id')) keys.set('id', { column: id, descending: reverse })
  return [...keys.values()]
}

/** Rows behind the marker: beyond it in some key, equal in all keys before that one. */
function after(keys: readonly Key[], marker: object): Expression<SqlBool> {
  const alternatives = keys.map(({ column, descending }, index) => {
    const equal = keys
      .slice(0, index)
      .map((key) => sql<SqlBool>`${sortable(key.column)} = ${valueIn(marker, key.column)}`)
    const operator = descending ? sql`<` : sql`>`
    const beyond = sql<SqlBool>`${sortable(column)} ${operator} ${valueIn(marker, column)}`
    return sql<SqlBool>`(${sql.join([...equal, beyond], sql` and `)})`
  })
  return sql<SqlBool>`(${sql.join(alternatives, sql` or `)})`
}

function sortable({ ref, kind, nullable }: ListColumn): RawBuilder<unknown> {
  if (nullable !== true) return sql.ref(ref)
  return kind === 'text' ? sql`coalesce(${sql.ref(ref)}, '')` : sql`coalesce(${sql.ref(ref)}, -1)`
}

function valueIn(row: object, { ref, kind }: ListColumn): unknown {
  return (row as Row)[ref.slice(ref.indexOf('.') + 1)] ?? (kind === 'text' ? '' : -1)
}

import { InvalidInputError } from '@netloom/core'
import { decisive, type Page } from '@netloom/core/services'
import { sql, type Expression, type RawBuilder, type SelectQueryBuilder, type SqlBool } from 'kysely'
import type { ListColumn, ListColumns } from '@netloom/core/kit'

type Row = Readonly<Record<string, unknown>>

interface Key {
  readonly column: ListColumn
  readonly descending: boolean
}

/** Whole rows that one statement reads: SQLite answers nobody else meanwhile. */
const ROWS = 250
/** Rows of ids and little else that one statement reads. */
const SHORT_ROWS = 2_000

/** Finds the marker's row, with every sortable column under its own name. */
type FindMarker = (id: string) => Promise<object>

/**
 * The rows of one page, in order; what is deleted while a long one is read is missing. `marker` finds the marker's row among
 * all that the caller may see; it throws the resource's NotFound.
 * @throws {InvalidInputError} for a sort key that is no column
 */
export async function paged<DB, TB extends keyof DB, O extends object>(
  query: SelectQueryBuilder<DB, TB, O>,
  columns: ListColumns,
  page: Page,
  marker: FindMarker,
): Promise<O[]> {
  const keys = sortKeys(columns, page, page.reverse === true)
  const { id } = columns
  if (id === undefined) throw new TypeError('a list without ids has no order')
  const { limit = Number.POSITIVE_INFINITY } = page
  const first = await ordered(query, keys, Math.min(limit, ROWS + 1), await cursorAt(page, marker))
  // most lists are short: one statement
  if (first.length <= ROWS) return page.reverse === true ? first.reverse() : first
  const ids = query.clearSelect().select(sql.ref<string>(id.ref).as('paged_id'))
  const wanted = await pagedShort(ids, columns, page, marker, (row) => String((row as Row)['paged_id']))
  const rows: O[] = []
  for (let at = 0; at < wanted.length; at += ROWS) {
    const piece = wanted.slice(at, at + ROWS).map((row) => String((row as Row)['paged_id']))
    const places = new Map(piece.map((one, place) => [one, place]))
    const isOne = sql<SqlBool>`${sql.ref(id.ref)} in (${sql.join(piece)})`
    const placeOf = (row: O): number => places.get(String(valueIn(row, id))) ?? 0
    rows.push(...(await query.where(isOne).execute()).sort((a, b) => placeOf(a) - placeOf(b)))
  }
  return rows
}

/** As {@link paged}, for rows that hold ids and little else; `idOf` finds the id in one. A long page is read in slices. */
export async function pagedShort<DB, TB extends keyof DB, O extends object>(
  query: SelectQueryBuilder<DB, TB, O>,
  columns: ListColumns,
  page: Page,
  marker: FindMarker,
  idOf: (row: O) => string,
): Promise<O[]> {
  const keys = sortKeys(columns, page, page.reverse === true)
  const { limit = Number.POSITIVE_INFINITY } = page
  let cursor = await cursorAt(page, marker)
  if (limit <= SHORT_ROWS) {
    const found = await ordered(query, keys, limit, cursor)
    return page.reverse === true ? found.reverse() : found
  }
  const sliced = withKeys(query, keys)
  const rows = new Map<string, O>()
  for (let isMore = limit > 0; isMore;) {
    const size = Math.min(SHORT_ROWS, limit - rows.size)
    const slice = await ordered(sliced, keys, size, cursor)
    // an object whose sort key changes meanwhile may come twice
    for (const row of slice) rows.set(idOf(row), row)
    const last = slice.at(-1)
    isMore = last !== undefined && slice.length === size && rows.size < limit
    if (last !== undefined) cursor = { ...last, id: idOf(last) }
  }
  const found = [...rows.values()]
  return page.reverse === true ? found.reverse() : found
}

const cursorAt = async ({ marker }: Page, find: FindMarker): Promise<object | undefined> =>
  marker === undefined ? undefined : find(marker)

/** What the next slice begins behind. */
function withKeys<DB, TB extends keyof DB, O>(
  query: SelectQueryBuilder<DB, TB, O>,
  keys: readonly Key[],
): SelectQueryBuilder<DB, TB, O> {
  const others = keys.filter(({ column }) => nameOf(column) !== 'id')
  if (others.length === 0) return query
  const selections = others.map(({ column }) => sql.ref(column.ref).as(nameOf(column)))
  return query.select(selections)
}

function ordered<DB, TB extends keyof DB, O extends object>(
  query: SelectQueryBuilder<DB, TB, O>,
  keys: readonly Key[],
  limit: number,
  cursor: object | undefined,
): Promise<O[]> {
  let result = query
  if (cursor !== undefined) result = result.where(after(keys, cursor))
  for (const { column, descending } of keys) result = result.orderBy(sortable(column), descending ? 'desc' : 'asc')
  if (Number.isFinite(limit)) result = result.limit(limit)
  return result.execute()
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

function valueIn(row: object, column: ListColumn): unknown {
  return (row as Row)[nameOf(column)] ?? (column.kind === 'text' ? '' : -1)
}

const nameOf = ({ ref }: ListColumn): string => ref.slice(ref.indexOf('.') + 1)

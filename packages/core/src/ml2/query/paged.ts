import { sql, type Expression, type RawBuilder, type SelectQueryBuilder, type SqlBool } from 'kysely'
import { InvalidInputError } from '../../errors/segment-errors.ts'
import type { ListColumn, ListColumns } from './list-columns.ts'
import { decisive, type Page } from './page.ts'

type Row = Readonly<Record<string, unknown>>

interface Key {
  readonly column: ListColumn
  readonly descending: boolean
}

/**
 * The rows of one page, in order. `marker` finds the marker's row among all that the caller may see; it throws the resource's
 * NotFound. The row must have every sortable column under its own name.
 * @throws {InvalidInputError} for a sort key that is no column
 */
export async function paged<DB, TB extends keyof DB, O extends object>(
  query: SelectQueryBuilder<DB, TB, O>,
  columns: ListColumns,
  page: Page,
  marker: (id: string) => Promise<object>,
): Promise<O[]> {
  const reverse = page.reverse === true
  const keys = sortKeys(columns, page, reverse)
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

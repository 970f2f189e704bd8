/** A field that lists can be filtered and sorted by. */
export interface ListColumn {
  /** `table.column` */
  readonly ref: string
  /** `flag` is 0 or 1 in the table, true or false for callers. */
  readonly kind: 'text' | 'number' | 'flag'
  /** Sorted as if empty (text) or -1 (number): engines disagree on where NULL goes. */
  readonly nullable?: true
  /** The one spelling in which the table has a value that has many; undefined = it is no such value, and matches nothing. */
  readonly canonical?: (text: string) => string | undefined
}

/** Model field → column. Must have `id`. */
export type ListColumns = Readonly<Record<string, ListColumn>>

export const text = (ref: string): ListColumn => ({ ref, kind: 'text' })
export const number = (ref: string): ListColumn => ({ ref, kind: 'number' })
export const flag = (ref: string): ListColumn => ({ ref, kind: 'flag' })
export const nullable = (column: ListColumn): ListColumn => ({ ...column, nullable: true })

/** A MAC or IP address. */
export const spelled = (ref: string, canonical: NonNullable<ListColumn['canonical']>): ListColumn => ({
  ...text(ref),
  canonical,
})

/** Columns that every table with standard attributes has. */
export function standardColumns(table: string): ListColumns {
  return {
    id: text(`${table}.id`),
    projectId: text(`${table}.project_id`),
    name: text(`${table}.name`),
    description: text(`${table}.description`),
    revisionNumber: number(`${table}.revision_number`),
    createdAt: text(`${table}.created_at`),
    updatedAt: text(`${table}.updated_at`),
  }
}

/** What a list can be filtered and sorted by. */
export interface ListShape {
  /** As messages name one. */
  readonly resource: string
  readonly columns: ListColumns
  /** `table.column` of its tags. */
  readonly tags?: string
  /** Filters that the query has already. */
  readonly special?: readonly string[]
}

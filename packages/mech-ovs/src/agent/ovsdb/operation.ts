import type { OvsdbValue } from './ovsdb-value.ts'

export type OvsdbRow = Readonly<Record<string, OvsdbValue>>
export type Condition = readonly [column: string, test: '==' | '!=' | 'includes', value: OvsdbValue]
export type Mutation = readonly [column: string, mutator: 'insert' | 'delete' | '+=', value: OvsdbValue]

/** One operation of a transaction (RFC 7047 section 5.2): those that we use. */
export type Operation =
  | { readonly op: 'insert'; readonly table: string; readonly row: OvsdbRow; readonly 'uuid-name'?: string }
  | {
      readonly op: 'select'
      readonly table: string
      readonly where: readonly Condition[]
      readonly columns: readonly string[]
    }
  | { readonly op: 'update'; readonly table: string; readonly where: readonly Condition[]; readonly row: OvsdbRow }
  | {
      readonly op: 'mutate'
      readonly table: string
      readonly where: readonly Condition[]
      readonly mutations: readonly Mutation[]
    }
  | {
      readonly op: 'wait'
      readonly table: string
      readonly where: readonly Condition[]
      readonly columns: readonly string[]
      readonly until: '==' | '!='
      readonly rows: readonly OvsdbRow[]
      /** Milliseconds; 0 = now or the transaction is refused. */
      readonly timeout: number
    }

let count = 0

/** A name for a row that the same transaction refers to; never used twice. */
export const freshName = (): string => `n${String(++count)}`

/** The transaction is refused unless these columns of the rows found have these values now. */
export const expectRow = (table: string, where: readonly Condition[], row: OvsdbRow): Operation => ({
  op: 'wait',
  table,
  where,
  columns: Object.keys(row),
  until: '==',
  rows: [row],
  timeout: 0,
})

import type { Kysely } from 'kysely'

/** One change of a schema; runs in a transaction of its history, on SQLite and PostgreSQL (`text` and `integer` suffice on both). */
export interface SchemaMigration {
  up(db: Kysely<unknown>): Promise<void>
}

/** By name; names sort in the order of application and are never changed once released: `0001-mirrors`. */
export type SchemaMigrations = Readonly<Record<string, SchemaMigration>>

/** Changes that were made to one service's tables, kept apart from those of others. */
export interface SchemaHistory {
  /** The service. */
  readonly name: string
  readonly migrations: SchemaMigrations
}

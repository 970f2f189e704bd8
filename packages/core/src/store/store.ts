import type { Kysely } from 'kysely'
import type { ChangeLog } from './change-log.ts'
import type { FeedWrite } from '../feed/feed-item.ts'
import type { SchemaHistory } from './schema-migrations.ts'
import type { Schema } from './schema.ts'

/** What a unit of work may do. `db` reads and writes inside the transaction. */
export interface Transaction {
  readonly db: Kysely<Schema>
  /**
   * Puts feed items into the outbox: current state and change log are written with everything else, watchers hear of it
   * after the commit. A `body` of null removes the item; removing what is not there writes nothing.
   */
  publish(writes: readonly FeedWrite[]): Promise<void>
}

/** What went wrong inside the store, told apart without knowing the engine. */
export type StoreProblem =
  | { readonly kind: 'unique'; readonly table: string; readonly columns: readonly string[] }
  | { readonly kind: 'conflict' }
  | { readonly kind: 'full' }
  | { readonly kind: 'read-only' }

/** The controller's memory. SQLite and PostgreSQL implementations are in `@netloom/store`. */
export interface Store {
  /** Reads outside a transaction. */
  readonly db: Kysely<Schema>
  readonly log: ChangeLog
  /** Why the server is not reached at the moment, while callers are still made to wait. Absent: they are never made to. */
  readonly trouble?: Error | undefined
  /**
   * Opens, migrates: the engine's tables, then those of services, each by its own history. Called once, before any driver.
   * Of a history that fails nothing stays. @throws {StoreUnavailableError} {@link MigrationError}
   */
  initialize(services?: readonly SchemaHistory[]): Promise<void>
  /**
   * Runs `work` in one transaction, durable when it returns. A serialisation conflict runs `work` again (at most 20 times,
   * with growing pauses), so `work` must not have effects outside. Full or read-only storage becomes StoreUnavailableError.
   */
  transaction<T>(work: (tx: Transaction) => Promise<T>): Promise<T>
  /** What an error thrown by `db` means; undefined when it is not the store's. */
  problem(error: unknown): StoreProblem | undefined
  close(): Promise<void>
}

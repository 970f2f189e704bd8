import type { Schema } from '@netloom/core/store'
import {
  DefaultQueryExecutor,
  Kysely,
  type CompiledQuery,
  type DatabaseConnection,
  type Dialect,
  type Driver,
  type QueryResult,
} from 'kysely'

/** Runs one compiled query. */
export type RunQuery = <R>(query: CompiledQuery) => Promise<QueryResult<R>>

/** How one engine's SQL is written. */
export type Wording = Omit<Dialect, 'createDriver'>

function refuse(): Promise<never> {
  return Promise.reject(
    new Error('Transactions are begun with store.transaction() only: it serialises, retries and publishes.'),
  )
}

const driver: Driver = {
  init: () => Promise.resolve(),
  acquireConnection: refuse,
  beginTransaction: refuse,
  commitTransaction: refuse,
  rollbackTransaction: refuse,
  releaseConnection: () => Promise.resolve(),
  destroy: () => Promise.resolve(),
}

/**
 * A query builder whose queries all go to `run`. Cheap enough to be made for each transaction: Kysely's own driver layers
 * (pool, lazy start, logging) are left out, as there is exactly one place to send queries to.
 */
export function kyselyOn(wording: Wording, run: RunQuery): Kysely<Schema> {
  const dialect: Dialect = {
    createDriver: () => driver,
    createQueryCompiler: () => wording.createQueryCompiler(),
    createAdapter: () => wording.createAdapter(),
    createIntrospector: (db) => wording.createIntrospector(db),
  }
  const connection: DatabaseConnection = {
    executeQuery: run,
    async *streamQuery<R>(query: CompiledQuery) {
      yield await run<R>(query)
    },
  }
  const executor = new DefaultQueryExecutor(dialect.createQueryCompiler(), dialect.createAdapter(), {
    provideConnection: (consumer) => consumer(connection),
  })
  return new Kysely<Schema>({ config: { dialect }, driver, executor, dialect })
}

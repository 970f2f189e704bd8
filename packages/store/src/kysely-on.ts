import type { Schema } from '@netloom/core'
import {
  DefaultQueryExecutor,
  Kysely,
  SqliteAdapter,
  SqliteIntrospector,
  SqliteQueryCompiler,
  type CompiledQuery,
  type DatabaseConnection,
  type Dialect,
  type Driver,
  type QueryResult,
} from 'kysely'

/** Runs one compiled query. */
export type RunQuery = <R>(query: CompiledQuery) => Promise<QueryResult<R>>

const compiler = new SqliteQueryCompiler()
const adapter = new SqliteAdapter()

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

const dialect: Dialect = {
  createDriver: () => driver,
  createQueryCompiler: () => compiler,
  createAdapter: () => adapter,
  createIntrospector: (db) => new SqliteIntrospector(db),
}

/**
 * A query builder whose queries all go to `run`. Cheap enough to be made for each transaction: Kysely's own driver layers
 * (pool, lazy start, logging) are left out, as there is exactly one connection to give.
 */
export function kyselyOn(run: RunQuery): Kysely<Schema> {
  const connection: DatabaseConnection = {
    executeQuery: run,
    async *streamQuery<R>(query: CompiledQuery) {
      yield await run<R>(query)
    },
  }
  const executor = new DefaultQueryExecutor(compiler, adapter, {
    provideConnection: (consumer) => consumer(connection),
  })
  return new Kysely<Schema>({ config: { dialect }, driver, executor, dialect })
}

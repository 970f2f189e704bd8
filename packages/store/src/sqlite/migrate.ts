import {
  Kysely,
  Migrator,
  SqliteAdapter,
  SqliteDialect,
  type DialectAdapter,
  type SqliteDatabase as KyselyDatabase,
} from 'kysely'
import type { SchemaHistory } from '@netloom/core/store'
import type { SqliteValue } from './engine.ts'
import { SqliteDatabase } from './sqlite-database.ts'
import { fillEmpty, isEmpty, schemaText } from './schema-text.ts'
import { migrationProvider } from '../migrations/migrations.ts'
import { runHistory } from '../migrations/run-history.ts'

/** Table and index creation roll back in SQLite too; Kysely's adapter does not claim it. A killed migration then leaves nothing. */
class TransactionalDdlAdapter extends SqliteAdapter {
  override get supportsTransactionalDdl(): boolean {
    return true
  }
}

class MigrationDialect extends SqliteDialect {
  override createAdapter(): DialectAdapter {
    return new TransactionalDdlAdapter()
  }
}

/**
 * Brings the schema to the newest version, then those of services. Never destroys `db`: the connection stays the caller's.
 * @throws the engine's error; {@link MigrationError} for a service's
 */
export async function migrate(database: SqliteDatabase, services: readonly SchemaHistory[] = []): Promise<void> {
  const db = kyselyOf(database)
  if (!isEmpty(database)) await migrateToLatest(db)
  else if (!hasMigrated || !fillEmpty(database, await newestSchema())) {
    hasMigrated = true
    await migrateToLatest(db)
  }
  for (const service of services) await runHistory(db, service)
}

/** Whether this process has migrated an empty database: what is done once is not worth a second one to learn from. */
let hasMigrated = false
let newest: Promise<string> | undefined

/** Made in a database that nobody else sees. */
function newestSchema(): Promise<string> {
  newest ??= (async () => {
    const scratch = new SqliteDatabase(':memory:')
    try {
      await migrateToLatest(kyselyOf(scratch))
      return schemaText(scratch)
    } finally {
      scratch.close()
    }
  })()
  return newest
}

const kyselyOf = (database: SqliteDatabase): Kysely<unknown> =>
  new Kysely<unknown>({ dialect: new MigrationDialect({ database: forKysely(database) }) })

async function migrateToLatest(db: Kysely<unknown>): Promise<void> {
  const { error } = await new Migrator({ db, provider: migrationProvider }).migrateToLatest()
  if (error !== undefined) throw error instanceof Error ? error : new Error('Migration failed', { cause: error })
}

/** The database as Kysely's own dialect for SQLite wants it. */
export function forKysely(database: SqliteDatabase): KyselyDatabase {
  return {
    close: () => {
      database.close()
    },
    prepare: (sql) => {
      const statement = database.prepare(sql)
      return {
        reader: statement.returnsRows,
        all: (parameters) => statement.all(...(parameters as readonly SqliteValue[])),
        run: (parameters) => statement.run(...(parameters as readonly SqliteValue[])),
        iterate: (parameters) => statement.iterate(...(parameters as readonly SqliteValue[])),
      }
    },
  }
}

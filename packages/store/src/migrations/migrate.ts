import type { Database } from 'better-sqlite3'
import { Kysely, Migrator, SqliteAdapter, SqliteDialect, type DialectAdapter } from 'kysely'
import { migrationProvider } from './migrations.ts'

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

/** Brings the schema to the newest version. Never destroys `db`: the connection stays the caller's. @throws the engine's error */
export async function migrate(database: Database): Promise<void> {
  const db = new Kysely<unknown>({ dialect: new MigrationDialect({ database }) })
  const { error } = await new Migrator({ db, provider: migrationProvider }).migrateToLatest()
  if (error !== undefined) throw error instanceof Error ? error : new Error('Migration failed', { cause: error })
}

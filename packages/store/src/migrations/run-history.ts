import { MigrationError } from '@netloom/core'
import type { SchemaHistory } from '@netloom/core/store'
import { type Kysely, type Migration, type MigrationProvider, type MigrationResultSet, Migrator, sql } from 'kysely'

/** Tables that remember what was done to one service's tables. Names are those of Kysely's own with the service's behind. */
const tablesOf = (
  service: string,
): { readonly migrationTableName: string; readonly migrationLockTableName: string } => ({
  migrationTableName: migrationTable(service),
  migrationLockTableName: `kysely_migration_lock_of_${suffix(service)}`,
})

export const migrationTable = (service: string): string => `kysely_migration_of_${suffix(service)}`

/** A service's name may have dashes and dots; a table's has none. */
const suffix = (service: string): string => service.replace(/[^a-z0-9]/gi, '_').toLowerCase()

/** Brings one service's tables to their newest version. Of one that fails nothing stays. @throws {MigrationError} */
export async function runHistory(db: Kysely<unknown>, { name, migrations }: SchemaHistory): Promise<void> {
  const migrator = new Migrator({ db, provider: providerOf(migrations), ...tablesOf(name) })
  const { error, results } = await attempt(migrator)
  if (error === undefined) return
  await forgetEmpty(db, name)
  const failed = results?.find(({ status }) => status === 'Error')?.migrationName
  throw new MigrationError(name, failed, error instanceof Error ? error.message : 'it threw no error', { cause: error })
}

/** `migrateToLatest` returns what migrations throw, and throws what is wrong with the history. */
async function attempt(migrator: Migrator): Promise<MigrationResultSet> {
  try {
    return await migrator.migrateToLatest()
  } catch (error) {
    return { error }
  }
}

const providerOf = (migrations: SchemaHistory['migrations']): MigrationProvider => ({
  getMigrations: () => Promise.resolve(migrations as Readonly<Record<string, Migration>>),
})

/** The tables of a history are made before its first migration: where that failed they hold nothing. */
async function forgetEmpty(db: Kysely<unknown>, service: string): Promise<void> {
  const { migrationTableName, migrationLockTableName } = tablesOf(service)
  try {
    const { rows } = await sql`select 1 from ${sql.table(migrationTableName)} limit 1`.execute(db)
    if (rows.length > 0) return
    for (const table of [migrationTableName, migrationLockTableName]) await db.schema.dropTable(table).execute()
  } catch {
    // They were not made, or the database is gone, which is what the caller is told.
  }
}

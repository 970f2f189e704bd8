import type { SchemaHistory } from '@netloom/core/store'
import { Kysely, Migrator, PostgresDialect, PostgresQueryCompiler, type DataTypeNode, type QueryCompiler } from 'kysely'
import { isLost } from './lost-connection.ts'
import { pg } from './pg.ts'
import type { PostgresSettings } from './postgres-options.ts'
import { PostgresConnection } from './postgres-connection.ts'
import { migrationSession } from './session.ts'
import { WRITER_LOCK } from './writer-lock.ts'
import { migrationProvider } from '../migrations/migrations.ts'
import { migrationTable, runHistory } from '../migrations/run-history.ts'

/** Migrations are written in SQLite's types; these are the same in PostgreSQL, whatever the locale of the database. */
class MigrationCompiler extends PostgresQueryCompiler {
  protected override visitDataType(node: DataTypeNode): void {
    if (node.dataType === 'text') this.append('text collate "C"')
    else if (node.dataType === 'integer') this.append('bigint')
    else super.visitDataType(node)
  }

  /** Log positions are given by whoever holds the writer lock: a sequence would leave gaps. */
  protected override getAutoIncrement(): string {
    return ''
  }
}

class MigrationDialect extends PostgresDialect {
  override createQueryCompiler(): QueryCompiler {
    return new MigrationCompiler()
  }
}

/**
 * Brings the schema to the newest version, then those of services. Holds the writer lock: of several controllers that start at once one migrates, and
 * nobody writes meanwhile. @throws the engine's error; {@link MigrationError} for a service's
 */
export async function migratePostgres(
  settings: PostgresSettings,
  services: readonly SchemaHistory[] = [],
): Promise<void> {
  const session = migrationSession(settings)
  const guard = await PostgresConnection.open(session)
  if (await areNewest(guard, services)) {
    guard.close()
    return
  }
  const pool = new (pg().Pool)({ ...session, max: 2 })
  pool.on('error', () => undefined)
  const db = new Kysely<unknown>({ dialect: new MigrationDialect({ pool }) })
  try {
    await guard.ask(`select pg_advisory_lock(${WRITER_LOCK})`)
    const { error } = await new Migrator({ db, provider: migrationProvider }).migrateToLatest()
    if (error !== undefined) throw error instanceof Error ? error : new Error('Migration failed', { cause: error })
    for (const service of services) await runHistory(db, service)
  } finally {
    await db.destroy()
    guard.close()
  }
}

/** Nearly always there is nothing to do: a query for each history tells, and no lock has to be waited for. */
async function areNewest(connection: PostgresConnection, services: readonly SchemaHistory[]): Promise<boolean> {
  const engine = Object.keys(await migrationProvider.getMigrations())
  if (!(await isNewest(connection, 'kysely_migration', engine))) return false
  for (const { name, migrations } of services) {
    if (!(await isNewest(connection, migrationTable(name), Object.keys(migrations)))) return false
  }
  return true
}

async function isNewest(connection: PostgresConnection, table: string, known: readonly string[]): Promise<boolean> {
  try {
    const { rows } = await connection.ask(`select name from ${table} order by timestamp, name`, [])
    return (rows as { name: string }[]).map(({ name }) => name).join() === [...known].sort().join()
  } catch (error) {
    if (isLost(error)) throw error
    return false
  }
}

import { MigrationError } from '@netloom/core'
import type { SchemaHistory, SchemaMigration, Store } from '@netloom/core/store'
import { expect, it } from 'vitest'

const creates = (...tables: readonly string[]): SchemaMigration => ({
  async up(db) {
    for (const table of tables) {
      await db.schema
        .createTable(table)
        .addColumn('id', 'text', (column) => column.primaryKey())
        .addColumn('size', 'integer', (column) => column.notNull().unique())
        .execute()
    }
  },
})
const fails = (before: SchemaMigration): SchemaMigration => ({
  async up(db) {
    await before.up(db)
    throw new Error('half way')
  },
})
const FIRST = { '0001-first': creates('taps') }
const taps: SchemaHistory = { name: 'net-taps', migrations: FIRST }
const later: SchemaHistory = { name: 'net-taps', migrations: { ...FIRST, '0002-more': creates('tap_rules') } }
const broken: SchemaHistory = {
  name: 'net-taps',
  migrations: { ...FIRST, '0002-more': creates('tap_rules'), '0003-odd': fails(creates('tap_logs')) },
}
const other: SchemaHistory = { name: 'mirrors', migrations: { '0001-first': creates('mirrors') } }

type Tables = { taps: { id: string; size: number } }

/** `tables`: names of all that there are, in order. `open` opens the same database again and again. */
export function describeServiceHistories(
  open: () => Store,
  tables: () => Promise<readonly string[]>,
  reset: () => Promise<void>,
): void {
  const started = async (...services: readonly SchemaHistory[]): Promise<void> => {
    const store = open()
    await store.initialize(services)
    await store.close()
  }
  const own = async (): Promise<readonly string[]> =>
    (await tables()).filter((name) => /tap|mirror|_of_/.test(name) && !name.includes('_lock_'))

  it('runs each service’s migrations once, in a history of its own', async () => {
    await reset()
    await started(taps)
    expect(await own()).toEqual(['kysely_migration_of_net_taps', 'taps'])
    await started(later, other)
    await started(other)
    await started(later)
    expect(await own()).toEqual([
      'kysely_migration_of_mirrors',
      'kysely_migration_of_net_taps',
      'mirrors',
      'tap_rules',
      'taps',
    ])
  })

  it('keeps rows of a service, and tells its unique columns', async () => {
    await reset()
    const store = open()
    await store.initialize([taps])
    const row = { id: 'a', size: 1 }
    await store.transaction(async ({ db }) => {
      await db.withTables<Tables>().insertInto('taps').values(row).execute()
    })
    const again = store.transaction(({ db }) =>
      db.withTables<Tables>().insertInto('taps').values({ id: 'b', size: 1 }).execute(),
    )
    const error: unknown = await again.catch((reason: unknown) => reason)
    expect(store.problem(error)).toEqual({ kind: 'unique', table: 'taps', columns: ['size'] })
    expect(await store.db.withTables<Tables>().selectFrom('taps').selectAll().execute()).toEqual([row])
    await store.close()
  })

  it('keeps nothing of a service whose migration fails half-way, at the first start and later', async () => {
    await reset()
    const failure = { code: 'MigrationError', history: 'net-taps', migration: '0003-odd' }
    await expect(started(other, broken)).rejects.toMatchObject(failure)
    expect(await own()).toEqual(['kysely_migration_of_mirrors', 'mirrors'])
    await started(taps)
    const error: unknown = await started(broken).catch((reason: unknown) => reason)
    expect(error).toBeInstanceOf(MigrationError)
    expect(String(error)).toBe(
      "MigrationError: the schema of service 'net-taps' could not be changed by 0003-odd: half way",
    )
    expect(await own()).toEqual(['kysely_migration_of_mirrors', 'kysely_migration_of_net_taps', 'mirrors', 'taps'])
    await started(later)
  })

  it('refuses a history that lacks a migration which was run', async () => {
    await reset()
    await started(later)
    await expect(started(taps)).rejects.toMatchObject({ code: 'MigrationError', message: /0002-more/ })
  })

  it('migrates once when controllers start at the same moment', async () => {
    await reset()
    await Promise.all([1, 2, 3].map(() => started(later)))
    expect(await own()).toEqual(['kysely_migration_of_net_taps', 'tap_rules', 'taps'])
  })
}

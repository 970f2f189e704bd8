import { mkdtemp, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { Kysely, Migrator, SqliteDialect } from 'kysely'
import { afterEach, beforeEach, expect, it } from 'vitest'
import { SqliteDatabase } from '../src/sqlite/sqlite-database.ts'
import { sqliteStore } from '../src/index.ts'
import { forKysely } from '../src/sqlite/migrate.ts'
import { migrationProvider } from '../src/migrations/migrations.ts'

let folder = ''
beforeEach(async () => {
  folder = await mkdtemp(join(tmpdir(), 'netloom-entries-'))
})
afterEach(async () => {
  await rm(folder, { recursive: true })
})

it('networks that were shared before there were entries have them, and what projects have is counted', async () => {
  const path = join(folder, 'store.db')
  const old = new Kysely<unknown>({ dialect: new SqliteDialect({ database: forKysely(new SqliteDatabase(path)) }) })
  const { error } = await new Migrator({ db: old, provider: migrationProvider }).migrateTo('0001-first-schema')
  expect(error).toBeUndefined()
  await old.destroy()
  const database = new SqliteDatabase(path)
  const insert = database.prepare(`insert into networks (id, project_id, name, admin_state_up, status, shared,
    router_external, mtu, description, revision_number, created_at, updated_at)
    values (?, ?, '', 1, 'ACTIVE', ?, ?, 1500, '', 1, '2026-01-01T00:00:00Z', '2026-01-01T00:00:00Z')`)
  insert.run('private', 'a', 0, 0)
  insert.run('shared', 'a', 1, 0)
  insert.run('both', 'b', 1, 1)
  database.close()

  const store = sqliteStore(path)
  await store.initialize()
  const entries = await store.db.selectFrom('rbac_policies').selectAll().execute()
  expect(entries.map((one) => `${one.project_id} ${one.object_id} ${one.action} ${one.target_project}`).sort()).toEqual(
    ['a shared access_as_shared *', 'b both access_as_external *', 'b both access_as_shared *'],
  )
  const usages = await store.db.selectFrom('quota_usages').selectAll().execute()
  expect(usages.map(({ project_id, resource, used }) => `${project_id} ${resource} ${String(used)}`).sort()).toEqual([
    'a network 2',
    'a rbac_policy 1',
    'b network 1',
    'b rbac_policy 2',
  ])
  await store.close()
})

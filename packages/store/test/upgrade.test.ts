import { readFile, mkdtemp, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterEach, beforeEach, it } from 'vitest'
import { SqliteDatabase } from '../src/sqlite/sqlite-database.ts'
import { sqliteStore } from '../src/index.ts'
import { expectUpgraded } from './support/upgraded.ts'

let folder = ''
beforeEach(async () => {
  folder = await mkdtemp(join(tmpdir(), 'netloom-upgrade-'))
})
afterEach(async () => {
  await rm(folder, { recursive: true })
})

it('a file of the first schema becomes one of the newest, with everything in it', async () => {
  const path = join(folder, 'store.db')
  const database = new SqliteDatabase(path)
  database.exec(await readFile(new URL('snapshots/0001.sqlite.sql', import.meta.url), 'utf8'))
  database.close()
  const store = sqliteStore(path)
  await store.initialize()
  await expectUpgraded(store)
  await store.close()
})

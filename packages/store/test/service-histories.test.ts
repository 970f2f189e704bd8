import { mkdtemp, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterAll, beforeAll, describe } from 'vitest'
import { sqliteStore } from '../src/index.ts'
import { SqliteDatabase } from '../src/sqlite/sqlite-database.ts'
import { describeServiceHistories } from './support/service-histories.ts'

let folder = ''
let file = 0
const path = (): string => join(folder, `${String(file)}.db`)

beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), 'netloom-histories-'))
})
afterAll(async () => {
  await rm(folder, { recursive: true })
})

describe('SQLite', () => {
  describeServiceHistories(
    () => sqliteStore(path()),
    () => {
      const database = new SqliteDatabase(path())
      const rows = database.prepare("select name from sqlite_master where type = 'table' order by name").all()
      database.close()
      return Promise.resolve((rows as readonly { readonly name: string }[]).map(({ name }) => name))
    },
    () => {
      file += 1
      return Promise.resolve()
    },
  )
})

import { mkdtemp, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import type { Store } from '@netloom/core/store'
import { describeStore } from '@netloom/testing/conformance'
import { afterAll, beforeAll } from 'vitest'
import { sqliteStore } from '../src/index.ts'

let folder = ''
let files = 0

beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), 'netloom-store-'))
})
afterAll(async () => {
  await rm(folder, { recursive: true })
})

async function opened(store: Store): Promise<Store> {
  await store.initialize()
  return store
}

describeStore('SQLite in memory', () => opened(sqliteStore(':memory:')))
describeStore('SQLite in a file', () => opened(sqliteStore(join(folder, `${String((files += 1))}.db`))))
describeStore('SQLite, each transaction with a commit of its own', () =>
  opened(sqliteStore(join(folder, `${String((files += 1))}.db`), { groupCommit: 1 })),
)

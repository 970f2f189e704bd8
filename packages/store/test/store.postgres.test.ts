import type { Store } from '@netloom/core/store'
import { describeStore } from '@netloom/testing/conformance'
import { postgresStore, type PostgresStoreOptions } from '../src/index.ts'
import { freshDatabase } from './support/databases.ts'

async function opened(options: Omit<PostgresStoreOptions, 'url'>): Promise<Store> {
  const { url, done } = await freshDatabase()
  const store = postgresStore({ url, readers: 3, ...options })
  await store.initialize()
  const close = store.close.bind(store)
  return Object.assign(store, { close: () => close().then(done) })
}

describeStore('PostgreSQL', () => opened({}))
describeStore('PostgreSQL, each transaction with a commit of its own', () => opened({ groupCommit: 1 }))

// Set-up file of the project `postgres`: stores that tests ask for without saying which are in PostgreSQL.
import { afterAll, afterEach, beforeEach, inject } from 'vitest'
import type { Store } from '@netloom/core/store'
import { postgresStore } from '../../src/index.ts'
import { freshDatabase } from './databases.ts'

interface Used {
  readonly store: Store
  readonly done: () => void
}

let ofFile: Used[] = []
let ofTest: Used[] | undefined

async function close(used: readonly Used[]): Promise<void> {
  for (const { store, done } of used) {
    await store.close()
    done()
  }
}

beforeEach(({ skip }) => {
  skip(inject('postgresUrl') === '', 'PostgreSQL does not start')
  ofTest = []
})
afterEach(async () => {
  await close(ofTest ?? [])
  ofTest = undefined
})
afterAll(async () => {
  await close(ofFile)
  ofFile = []
})

async function newStore(): Promise<Store> {
  const { url, done } = await freshDatabase()
  const store = postgresStore({ url, readers: 2 })
  ;(ofTest ?? ofFile).push({ store, done })
  return store
}

Object.assign(globalThis, { [Symbol.for('netloom:test-store')]: newStore })

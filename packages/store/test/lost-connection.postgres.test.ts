import { StoreUnavailableError } from '@netloom/core'
import type { Store } from '@netloom/core/store'
import pg from 'pg'
import { afterEach, beforeEach, describe, expect, it } from 'vitest'
import { postgresStore, type PostgresStoreOptions } from '../src/index.ts'
import { CuttingProxy, type Cut } from './support/cutting-proxy.ts'
import { freshDatabase } from './support/databases.ts'

let url = ''
let done = (): void => undefined
let proxy: CuttingProxy
const open: Store[] = []

beforeEach(async () => {
  ;({ url, done } = await freshDatabase())
  proxy = await CuttingProxy.before(url)
})
afterEach(async () => {
  await Promise.all(open.splice(0).map((store) => store.close()))
  await proxy.close()
  done()
})

async function storeAt(options: PostgresStoreOptions): Promise<Store> {
  const store = postgresStore({ readers: 2, ...options })
  open.push(store)
  await store.initialize()
  return store
}

function write(store: Store, name: string): Promise<void> {
  return store.transaction(async (tx) => {
    await tx.db.insertInto('provisioning_blocks').values({ object_type: 'x', object_id: name, entity: 'x' }).execute()
    await tx.publish([{ topic: 't', key: name, revision: 1, body: {} }])
  })
}

async function names(store: Store): Promise<readonly string[]> {
  const rows = await store.db.selectFrom('provisioning_blocks').select('object_id').orderBy('object_id').execute()
  return rows.map(({ object_id }) => object_id)
}

describe('a connection that is lost while it commits', () => {
  it.each<Cut>(['before the server hears of it', 'before the client hears of it'])(
    '%s: the write happens exactly once, and its caller learns that it did',
    async (cut) => {
      const store = await storeAt({ url: proxy.url })
      await write(store, 'a')
      proxy.next = cut
      await Promise.all([write(store, 'b'), write(store, 'c'), write(store, 'd')])
      expect(proxy.cuts).toBe(1)
      expect(await names(store)).toEqual(['a', 'b', 'c', 'd'])
      expect((await store.log.read(0, 10)).map(({ rev, key, revision }) => [rev, key, revision])).toEqual([
        [1, 'a', 1],
        [2, 'b', 1],
        [3, 'c', 1],
        [4, 'd', 1],
      ])
    },
  )

  it('to a server that stays away: the caller is told that nobody knows', async () => {
    const store = await storeAt({ url: proxy.url, patience: 1_500 })
    Object.assign(proxy, { next: 'before the client hears of it', stayAway: true })
    const doubtful = write(store, 'a')
    await expect(doubtful).rejects.toThrow(StoreUnavailableError)
    await expect(doubtful).rejects.toThrow(/whether it was written is not known/)
    // It was; another controller sees it.
    expect(await names(await storeAt({ url }))).toEqual(['a'])
    await expect(write(store, 'b')).rejects.toThrow(/no connection/)
    await expect(names(store)).rejects.toThrow(StoreUnavailableError)
  })
})

describe('a session that an administrator ends', () => {
  it('in the middle of a transaction: the work runs again, and its first run left nothing', async () => {
    const store = await storeAt({ url })
    let runs = 0
    await store.transaction(async (tx) => {
      runs += 1
      await tx.db
        .insertInto('provisioning_blocks')
        .values({ object_type: 'x', object_id: `run ${String(runs)}`, entity: 'x' })
        .execute()
      if (runs === 1) await endOthers()
    })
    expect(runs).toBe(2)
    expect(await names(store)).toEqual(['run 2'])
  })
})

async function endOthers(): Promise<void> {
  const administrator = new pg.Client({ connectionString: url })
  await administrator.connect()
  await administrator.query(`select pg_terminate_backend(pid) from pg_stat_activity
    where datname = current_database() and pid <> pg_backend_pid() and state = 'idle in transaction'`)
  await administrator.end()
}

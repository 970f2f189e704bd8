import { mkdir, mkdtemp, readdir, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { StoreUnavailableError } from '@netloom/core'
import type { Store } from '@netloom/core/store'
import { sql } from 'kysely'
import { afterEach, beforeEach, describe, expect, it } from 'vitest'
import { SqliteDatabase } from '../src/sqlite/sqlite-database.ts'
import { sqliteStore, type SqliteStoreOptions } from '../src/index.ts'

let folder = ''
const open: Store[] = []

beforeEach(async () => {
  folder = await mkdtemp(join(tmpdir(), 'netloom-unavailable-'))
})
afterEach(async () => {
  await Promise.all(open.splice(0).map((store) => store.close()))
  await rm(folder, { recursive: true })
})

async function storeWith(options: SqliteStoreOptions): Promise<Store> {
  const store = sqliteStore(join(folder, 'store.db'), options)
  open.push(store)
  await store.initialize()
  return store
}

/** So many that one item of them can still be sent to a host. */
const ITEM_BYTES = 50_000

function writeMuch(store: Store, name: string, bytes: number): Promise<void> {
  const bodies = Array.from({ length: Math.ceil(bytes / ITEM_BYTES) }, () => 'x'.repeat(Math.min(bytes, ITEM_BYTES)))
  return store.transaction(async (tx) => {
    await tx.db.insertInto('provisioning_blocks').values({ object_type: 'x', object_id: name, entity: 'x' }).execute()
    await tx.publish(
      bodies.map((body, n) => ({ topic: 'big', key: n === 0 ? name : `${name}/${String(n)}`, revision: 1, body })),
    )
  })
}

async function names(store: Store): Promise<readonly string[]> {
  const rows = await store.db.selectFrom('provisioning_blocks').select('object_id').orderBy('object_id').execute()
  return rows.map(({ object_id }) => object_id)
}

describe('a full disk', () => {
  it('is one clear error; what came before stays, nothing is half-written, and small writes go on', async () => {
    const store = await storeWith({ pragmas: { max_page_count: 200 } })
    await writeMuch(store, 'before', 1_000)
    const failed = writeMuch(store, 'too-much', 4_000_000)
    await expect(failed).rejects.toThrow(StoreUnavailableError)
    await expect(failed).rejects.toMatchObject({ code: 'StoreUnavailable', status: 503 })
    expect(await names(store)).toEqual(['before'])
    expect((await store.log.snapshot('big')).items.map(({ key }) => key)).toEqual(['before'])
    await writeMuch(store, 'small', 1_000)
    expect(await names(store)).toEqual(['before', 'small'])
  })

  it('fails those whose writes do not fit, and not the others that shared their commit', async () => {
    const store = await storeWith({ pragmas: { max_page_count: 200 } })
    const sizes = [1_000, 1_000, 4_000_000, 1_000, 4_000_000, 1_000]
    const outcomes = await Promise.allSettled(sizes.map((bytes, n) => writeMuch(store, `w${String(n)}`, bytes)))
    expect(outcomes.map(({ status }) => status === 'fulfilled')).toEqual(sizes.map((bytes) => bytes === 1_000))
    expect(await names(store)).toEqual(['w0', 'w1', 'w3', 'w5'])
  })

  it('does not keep a store from closing: every caller is answered, and one whole file is left', async () => {
    const store = await storeWith({ pragmas: { max_page_count: 200 } })
    const sizes = Array.from({ length: 14 }, (_, n) => (n % 7 === 3 ? 2_000_000 : 10))
    const asked = Promise.allSettled(sizes.map((bytes, n) => writeMuch(store, `w${String(n)}`, bytes)))
    await store.close()
    const kept = (await asked).filter(({ status }) => status === 'fulfilled')
    expect(kept).toHaveLength(12)
    expect(await readdir(folder)).toEqual(['store.db'])
    expect(await names(await storeWith({}))).toHaveLength(12)
  })

  it('is told apart when work catches the error and would go on', async () => {
    const store = await storeWith({ pragmas: { max_page_count: 200 } })
    const stubborn = store.transaction(async (tx) => {
      const huge = { object_type: 'x', object_id: 'x'.repeat(4_000_000), entity: 'x' }
      await tx.db
        .insertInto('provisioning_blocks')
        .values(huge)
        .execute()
        .catch((error: unknown) => {
          expect(store.problem(error)).toEqual({ kind: 'full' })
        })
      await tx.db
        .insertInto('provisioning_blocks')
        .values({ object_type: 'x', object_id: 'after', entity: 'x' })
        .execute()
      throw new Error('and yet it fails')
    })
    await expect(stubborn).rejects.toThrow()
    expect(await names(store)).toEqual([])
  })
})

describe('storage that cannot be written', () => {
  it('is one clear error, and reads go on', async () => {
    const writable = await storeWith({})
    await writeMuch(writable, 'before', 10)
    const store = await storeWith({ pragmas: { query_only: 'on' } }).catch((error: unknown) => error)
    expect(store).toBeInstanceOf(StoreUnavailableError)
    await expect(writable.db.selectFrom('provisioning_blocks').select('object_id').execute()).resolves.toHaveLength(1)
  })

  it('while it runs fails writes, not reads', async () => {
    const store = await storeWith({})
    await writeMuch(store, 'before', 10)
    await store.transaction((tx) => sql`pragma query_only = on`.execute(tx.db))
    await expect(writeMuch(store, 'refused', 10)).rejects.toThrow(StoreUnavailableError)
    expect(await names(store)).toEqual(['before'])
  })

  it('names the path when its folder is missing, when it is a folder, and when the file is something else', async () => {
    const directory = join(folder, 'directory')
    await mkdir(directory)
    for (const path of [join(folder, 'missing', 'store.db'), directory]) {
      await expect(sqliteStore(path).initialize()).rejects.toThrow(StoreUnavailableError)
    }
  })

  it('says so before it is opened and after it is closed', async () => {
    const store = sqliteStore(':memory:')
    await expect(store.transaction(() => Promise.resolve())).rejects.toThrow(StoreUnavailableError)
    await expect(store.db.selectFrom('ports').select('id').execute()).rejects.toThrow(StoreUnavailableError)
    await store.initialize()
    await store.close()
    await expect(store.transaction(() => Promise.resolve())).rejects.toThrow(StoreUnavailableError)
  })
})

describe('a file that somebody else locks', () => {
  it('is waited for, and written when it is free', async () => {
    const store = await storeWith({ busyTimeout: 0 })
    const other = new SqliteDatabase(join(folder, 'store.db'))
    other.exec('begin immediate')
    let done = false
    const writing = writeMuch(store, 'patient', 10).then(() => {
      done = true
    })
    await new Promise((resolve) => setTimeout(resolve, 20))
    expect(done).toBe(false)
    other.exec('commit')
    await writing
    expect(await names(store)).toEqual(['patient'])
    other.close()
  })

  it('is given up after the retries, with nothing written', async () => {
    const store = await storeWith({ busyTimeout: 0, maxRetries: 3 })
    const other = new SqliteDatabase(join(folder, 'store.db'))
    other.exec('begin immediate')
    await expect(writeMuch(store, 'never', 10)).rejects.toThrow(/locked/)
    other.exec('rollback')
    expect(await names(store)).toEqual([])
    other.close()
  })
})

import { InvalidInputError, StoreUnavailableError } from '@netloom/core'
import type { Store } from '@netloom/core/store'
import { CompiledQuery, sql } from 'kysely'
import { afterEach, describe, expect, it } from 'vitest'
import { postgresStore, storeAt, type PostgresStoreOptions } from '../src/index.ts'
import { emptyDatabase, freshDatabase, inDatabase, urlOf } from './support/databases.ts'

const open: Store[] = []
let done = (): void => undefined
afterEach(async () => {
  await Promise.all(open.splice(0).map((store) => store.close()))
  done()
  done = (): void => undefined
})

async function fresh(options: Partial<PostgresStoreOptions> = {}): Promise<Store> {
  const database = await freshDatabase()
  done = database.done
  const store = postgresStore({ url: database.url, readers: 2, ...options })
  open.push(store)
  await store.initialize()
  return store
}

const block = (id: string): { object_type: string; object_id: string; entity: string } => ({
  object_type: 'x',
  object_id: id,
  entity: 'x',
})
const write = (store: Store, id: string): Promise<unknown> =>
  store.transaction((tx) => tx.db.insertInto('provisioning_blocks').values(block(id)).execute())

/** A promise that the test resolves when it wants. */
function gate(): { readonly opened: Promise<void>; open: () => void } {
  let open = (): void => undefined
  const opened = new Promise<void>((resolve) => {
    open = resolve
  })
  return { opened, open }
}

describe('a database that is not there', () => {
  it.each([
    ['server', () => 'postgres:///x?host=/nowhere'],
    ['database', () => urlOf('nobody_made_it')],
  ])('(no %s) is one clear error', async (_what, url) => {
    await expect(postgresStore({ url: url(), patience: 200 }).initialize()).rejects.toThrow(StoreUnavailableError)
  })

  it('says so before it is opened and after it is closed', async () => {
    const { url, done: release } = await freshDatabase()
    done = release
    const store = storeAt(url)
    await expect(write(store, 'a')).rejects.toThrow(StoreUnavailableError)
    await expect(store.db.selectFrom('ports').select('id').execute()).rejects.toThrow(StoreUnavailableError)
    await store.initialize()
    await store.close()
    await expect(write(store, 'a')).rejects.toThrow(StoreUnavailableError)
  })
})

describe('a database that cannot be written', () => {
  it('is one clear error, and reads go on', async () => {
    const database = await emptyDatabase()
    const first = postgresStore({ url: urlOf(database) })
    await first.initialize()
    await write(first, 'before')
    await inDatabase(database, 'revoke insert on provisioning_blocks from public, netloom', 'create role weak login')
    await inDatabase(
      database,
      'grant select on all tables in schema public to weak',
      'grant insert, update, delete on store_facts to weak',
    )
    await first.close()
    const weak = postgresStore({ url: urlOf(database).replace('user=netloom', 'user=weak') })
    open.push(weak)
    await weak.initialize()
    await expect(write(weak, 'refused')).rejects.toThrow(/cannot be written/)
    expect(await weak.db.selectFrom('provisioning_blocks').select('object_id').execute()).toEqual([
      { object_id: 'before' },
    ])
    await inDatabase(database, 'drop owned by weak', 'drop role weak')
  })

  it('store.db only reads, and inside a transaction it is refused', async () => {
    const store = await fresh()
    await expect(store.db.insertInto('provisioning_blocks').values(block('a')).execute()).rejects.toThrow(/only reads/)
    const inside = store.transaction(() => store.db.selectFrom('ports').select('id').execute())
    await expect(inside).rejects.toThrow(/tx\.db/)
  })
})

describe('a transaction', () => {
  it('whose work ignores the error of a statement fails with it, alone', async () => {
    const store = await fresh()
    const outcomes = await Promise.allSettled([
      write(store, 'a'),
      store.transaction(async (tx) => {
        await tx.db.insertInto('provisioning_blocks').values(block('b')).execute()
        await sql`select nonsense`.execute(tx.db).catch(() => undefined)
      }),
      write(store, 'c'),
    ])
    expect(outcomes.map(({ status }) => status)).toEqual(['fulfilled', 'rejected', 'fulfilled'])
    const rows = await store.db.selectFrom('provisioning_blocks').select('object_id').orderBy('object_id').execute()
    expect(rows.map(({ object_id }) => object_id)).toEqual(['a', 'c'])
  })

  it('runs again after a serialisation conflict, as often as it may', async () => {
    const store = await fresh({ maxRetries: 3 })
    let runs = 0
    const conflict = (enough: number): Promise<number> =>
      store.transaction(async (tx) => {
        runs += 1
        if (runs < enough)
          await tx.db.executeQuery(CompiledQuery.raw("do $$ begin raise exception using errcode = '40001'; end $$"))
        return runs
      })
    expect(await conflict(3)).toBe(3)
    runs = 0
    await expect(conflict(100)).rejects.toThrow(StoreUnavailableError)
    expect(runs).toBe(4)
  })

  it.each([
    ['53100', 'full'],
    ['25006', 'read-only'],
    ['40P01', 'conflict'],
  ])('%s means %s', async (code, kind) => {
    const store = await fresh({ maxRetries: 0 })
    const seen: unknown[] = []
    const failing = store.transaction(async (tx) => {
      const raise = CompiledQuery.raw(`do $$ begin raise exception using errcode = '${code}'; end $$`)
      await tx.db.executeQuery(raise).catch((error: unknown) => {
        seen.push(store.problem(error))
        throw error
      })
    })
    await expect(failing).rejects.toThrow(StoreUnavailableError)
    expect(seen).toEqual([{ kind }])
  })

  it('waits for the lock no longer than its patience', async () => {
    const { url, done: release } = await freshDatabase()
    const [holder, other] = [postgresStore({ url }), postgresStore({ url, patience: 200 })]
    open.push(holder, other)
    await Promise.all([holder.initialize(), other.initialize()])
    done = release
    const [locked, free] = [gate(), gate()]
    const holding = holder.transaction(async (tx) => {
      await tx.db.selectFrom('ports').select('id').execute()
      locked.open()
      await free.opened
    })
    await locked.opened
    await expect(write(other, 'late')).rejects.toThrow(/other controllers keep the database locked/)
    free.open()
    await holding
    await write(other, 'in time')
  })

  it('cannot hold U+0000, and says so as an error of its caller', async () => {
    const store = await fresh()
    await expect(write(store, 'a\0b')).rejects.toThrow(InvalidInputError)
    const read = store.db.selectFrom('ports').select('id').where('name', '=', '\0').execute()
    await expect(read).rejects.toThrow(InvalidInputError)
  })
})

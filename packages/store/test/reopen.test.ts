import { copyFile, mkdtemp, readdir, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterEach, beforeEach, describe, expect, it } from 'vitest'
import { SqliteDatabase } from '../src/sqlite/sqlite-database.ts'
import { sqliteStore } from '../src/index.ts'

let folder = ''
beforeEach(async () => {
  folder = await mkdtemp(join(tmpdir(), 'netloom-reopen-'))
})
afterEach(async () => {
  await rm(folder, { recursive: true })
})

describe('a store file', () => {
  it('keeps epoch, items and positions when it is opened again', async () => {
    const path = join(folder, 'store.db')
    const first = sqliteStore(path)
    await first.initialize()
    await first.transaction((tx) => tx.publish([{ topic: 't', key: 'a', revision: 1, body: { n: 1 } }]))
    const { epoch } = first.log
    await first.close()
    const second = sqliteStore(path)
    await second.initialize()
    expect(second.log.epoch).toBe(epoch)
    await second.transaction((tx) => tx.publish([{ topic: 't', key: 'a', revision: 2, body: { n: 2 } }]))
    expect((await second.log.read(0, 10)).map(({ rev, previousRev }) => [rev, previousRev])).toEqual([
      [1, 0],
      [2, 1],
    ])
    await second.close()
  })

  it('that is closed is whole without the files beside it, and a copy put back in its place is what counts', async () => {
    const path = join(folder, 'store.db')
    const written = async (key: string): Promise<readonly string[]> => {
      const store = sqliteStore(path)
      await store.initialize()
      await store.transaction((tx) => tx.publish([{ topic: 't', key, revision: 1, body: {} }]))
      const { items } = await store.log.snapshot('t')
      await store.close()
      expect(await readdir(folder)).toEqual(key === 'before' ? ['store.db'] : ['store.copy', 'store.db'])
      return items.map((item) => item.key)
    }
    await written('before')
    await copyFile(path, join(folder, 'store.copy'))
    for (let n = 0; n < 12; n += 1) await written(`lost${String(n).padStart(2, '0')}`)
    await copyFile(join(folder, 'store.copy'), path)
    expect(await written('restored')).toEqual(['before', 'restored'])
    const check = new SqliteDatabase(path, { readOnly: true })
    expect(check.prepare('pragma integrity_check').all()).toEqual([{ integrity_check: 'ok' }])
    check.close()
  })

  it('that another process has open is left to it: closing neither waits nor takes anything away', async () => {
    const path = join(folder, 'store.db')
    const [first, second] = [sqliteStore(path, { busyTimeout: 5_000 }), sqliteStore(path)]
    await first.initialize()
    await second.initialize()
    await first.transaction((tx) => tx.publish([{ topic: 't', key: 'first', revision: 1, body: {} }]))
    const began = performance.now()
    await first.close()
    expect(performance.now() - began).toBeLessThan(4_000)
    await second.transaction((tx) => tx.publish([{ topic: 't', key: 'second', revision: 1, body: {} }]))
    await second.close()
    await copyFile(path, join(folder, 'store.copy'))
    const copy = sqliteStore(join(folder, 'store.copy'))
    await copy.initialize()
    expect((await copy.log.snapshot('t')).items.map(({ key }) => key)).toEqual(['first', 'second'])
    await copy.close()
  })

  it('gets another epoch than every other one', async () => {
    const stores = [sqliteStore(':memory:'), sqliteStore(':memory:')]
    await Promise.all(stores.map((store) => store.initialize()))
    expect(stores[0]?.log.epoch).not.toBe(stores[1]?.log.epoch)
    await Promise.all(stores.map((store) => store.close()))
  })

  it('may be made by two processes at the same moment', async () => {
    const path = join(folder, 'store.db')
    const both = [sqliteStore(path), sqliteStore(path)]
    await Promise.all(both.map((store) => store.initialize()))
    expect(both[0]?.log.epoch).toBe(both[1]?.log.epoch)
    await Promise.all(both.map((store) => store.close()))
  })

  it('made by a newer version is refused instead of being misread', async () => {
    const path = join(folder, 'store.db')
    const store = sqliteStore(path)
    await store.initialize()
    await store.close()
    const database = new SqliteDatabase(path)
    database.prepare("insert into kysely_migration (name, timestamp) values ('9999-later', '2040-01-01')").run()
    database.close()
    await expect(sqliteStore(path).initialize()).rejects.toMatchObject({
      code: 'StoreUnavailable',
      message: /9999-later/,
    })
  })

  it('has the indexes that the hot queries need', async () => {
    const path = join(folder, 'store.db')
    const store = sqliteStore(path)
    await store.initialize()
    await store.close()
    const database = new SqliteDatabase(path, { readOnly: true })
    const plan = (sql: string): string =>
      (database.prepare(`explain query plan ${sql}`).all() as { detail: string }[])
        .map(({ detail }) => detail)
        .join('; ')
    const hot = [
      "select * from port_bindings where host = 'h'",
      "select * from port_bindings where network_id = 'n' and host = 'h'",
      "select * from ip_allocations where port_id = 'p'",
      "select * from ip_allocations where subnet_id = 's' and ip_key > '0'",
      "select * from ports where network_id = 'n'",
      "select * from ports where device_id = 'd'",
      "select * from segments where network_id = 'n'",
      "select * from subnets where network_id = 'n'",
      "select * from changes where topic = 't' and rev > 5 order by rev limit 10",
      "select * from feed_items where topic = 't' order by item_key",
    ]
    const scans = hot.filter((sql) => /\bSCAN\b|TEMP B-TREE/.test(plan(sql)))
    expect(scans).toEqual([])
    database.close()
  })
})

import type { Store } from '@netloom/core/store'
import { afterEach, beforeEach, describe, expect, it } from 'vitest'
import { postgresStore } from '../src/index.ts'
import { freshDatabase, inDatabase } from './support/databases.ts'
import { FatalProxy } from './support/fatal-proxy.ts'

let url = ''
let done = (): void => undefined
let proxy: FatalProxy
let store: Store

beforeEach(async () => {
  ;({ url, done } = await freshDatabase())
  proxy = await FatalProxy.before(url)
  store = postgresStore({ url: proxy.url, readers: 2 })
  await store.initialize()
})
afterEach(async () => {
  await store.close()
  await proxy.close()
  done()
})

function write(name: string): Promise<string> {
  return store.transaction(async (tx) => {
    await tx.db.insertInto('provisioning_blocks').values({ object_type: 'x', object_id: name, entity: 'x' }).execute()
    await tx.publish([{ topic: 't', key: name, revision: 1, body: {} }])
    return name
  })
}

async function names(): Promise<readonly string[]> {
  const rows = await store.db.selectFrom('provisioning_blocks').select('object_id').execute()
  return rows.map(({ object_id }) => object_id).sort()
}

describe.each([1, 3])('a server whose last word comes with the answer to a statement, in a group of %i', (size) => {
  it('has every acknowledged write, once, whichever statement it was', { timeout: 120_000 }, async () => {
    const acknowledged: string[] = []
    // Begin, insert, two reads, three writes, mark, commit; and for each further job its savepoint, what it does, and release.
    for (let statement = 1; statement <= 9 + 7 * (size - 1); statement += 1) {
      proxy.last = statement
      const group = Array.from({ length: size }, (_, n) => write(`${String(statement)}-${String(n)}`))
      acknowledged.push(...(await Promise.all(group)))
      expect([statement, await names()]).toEqual([statement, [...acknowledged].sort()])
    }
    // On a slow machine the jobs may share less.
    expect(proxy.ended).toBeGreaterThanOrEqual(9)
    const log = await store.log.read(0, 1e6)
    expect(log.map(({ rev }) => rev)).toEqual(log.map((_, n) => n + 1))
    expect(log.map(({ key }) => key).sort()).toEqual([...acknowledged].sort())
  })
})

describe('a group in which a statement fails that nobody waited for', () => {
  it('and whose next job fails by itself: nothing is written twice, and only those that failed are told so', async () => {
    // What the outbox writes is sent and not waited for; here the database refuses one of these writes.
    const [database = ''] = /(?<=\/)netloom_\w+/.exec(url) ?? []
    await inDatabase(
      database,
      `create or replace function refuse() returns trigger language plpgsql as $$ begin raise 'poison'; end $$`,
      `create trigger refuse before insert on feed_items for each row when (new.item_key = 'poison') execute function refuse()`,
    )
    try {
      const outcomes = await Promise.allSettled([
        write('before'),
        write('poison'),
        store.transaction(() => Promise.reject(new Error('its own'))),
      ])
      const told = outcomes.map((outcome) => (outcome.status === 'fulfilled' ? outcome.value : String(outcome.reason)))
      expect(told).toEqual(['before', expect.stringContaining('poison'), 'Error: its own'])
      expect(await names()).toEqual(['before'])
      expect((await store.log.read(0, 10)).map(({ rev, key }) => [rev, key])).toEqual([[1, 'before']])
    } finally {
      await inDatabase(database, 'drop trigger refuse on feed_items')
    }
  })
})

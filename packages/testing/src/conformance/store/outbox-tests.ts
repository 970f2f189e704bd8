import type { FeedWrite } from '@netloom/core'
import type { Store } from '@netloom/core/store'
import { describe, expect, it } from 'vitest'
import { withStore, type StoreSetup } from './with-store.ts'

const TOPIC = 'network/n'

function write(key: string, revision: number, body: unknown, topic: string = TOPIC): FeedWrite {
  return { topic, key, revision, body }
}

const publish = (store: Store, ...writes: readonly FeedWrite[]): Promise<void> =>
  store.transaction((tx) => tx.publish(writes))

export function outboxTests(setup: StoreSetup): void {
  describe('publish', () => {
    it(
      'writes current items and a log whose entries name what was before',
      withStore(setup, async (store) => {
        await publish(store, write('a', 3, { n: 1 }), write('b', 1, { n: 2 }))
        await publish(store, write('a', 4, { n: 3 }))
        await publish(store, write('b', 2, null))
        const log = await store.log.read(0, 10)
        const shown = log.map(({ key, revision, previousRevision, body }) => ({
          key,
          revision,
          previousRevision,
          body,
        }))
        expect(shown).toEqual([
          { key: 'a', revision: 3, previousRevision: 0, body: { n: 1 } },
          { key: 'b', revision: 1, previousRevision: 0, body: { n: 2 } },
          { key: 'a', revision: 4, previousRevision: 3, body: { n: 3 } },
          { key: 'b', revision: 2, previousRevision: 1, body: null },
        ])
        expect(log.map(({ previousRev }) => previousRev)).toEqual([0, ...log.slice(0, 3).map(({ rev }) => rev)])
        const { cursor, items } = await store.log.snapshot(TOPIC)
        expect(items).toEqual([{ key: 'a', revision: 4, body: { n: 3 } }])
        expect(cursor).toEqual({ epoch: store.log.epoch, rev: log.at(-1)?.rev })
      }),
    )

    it(
      'writes nothing for what is so already, or is gone already',
      withStore(setup, async (store) => {
        await publish(store, write('a', 5, { n: 1 }))
        const head = await store.log.head()
        await publish(store, write('a', 5, { n: 1 }), write('nobody', 1, null))
        await publish(store, write('a', 2, { n: 1 }))
        expect(await store.log.read(head, 10)).toEqual([])
        expect(await store.log.head()).toBe(head)
      }),
    )

    it(
      'never lets a changed item keep or lower its revision',
      withStore(setup, async (store) => {
        await publish(store, write('a', 5, { n: 1 }))
        await publish(store, write('a', 5, { n: 2 }))
        await publish(store, write('a', 1, { n: 3 }))
        await publish(store, write('a', 0, null))
        expect((await store.log.read(0, 10)).map(({ revision }) => revision)).toEqual([5, 6, 7, 8])
      }),
    )

    it(
      'makes one change of several writes to one item in a transaction, and none when it ends as it began',
      withStore(setup, async (store) => {
        await publish(store, write('a', 1, { n: 1 }), write('b', 1, { n: 1 }))
        const head = await store.log.head()
        await store.transaction(async (tx) => {
          await tx.publish([write('a', 2, { n: 2 }), write('b', 1, null), write('fleeting', 1, {})])
          await tx.publish([write('a', 4, { n: 3 }), write('b', 1, { n: 1 }), write('fleeting', 2, null)])
          await tx.publish([write('a', 3, { n: 4 })])
        })
        const log = await store.log.read(head, 10)
        expect(log.map(({ key, revision, body }) => ({ key, revision, body }))).toEqual([
          { key: 'a', revision: 4, body: { n: 4 } },
        ])
      }),
    )

    it(
      'keeps topics apart',
      withStore(setup, async (store) => {
        await publish(store, write('a', 1, { n: 1 }), write('a', 1, { n: 2 }, 'network/m'), write('b', 1, { n: 3 }))
        expect((await store.log.snapshot('network/m')).items).toEqual([{ key: 'a', revision: 1, body: { n: 2 } }])
        expect((await store.log.read(0, 10, TOPIC)).map(({ key }) => key)).toEqual(['a', 'b'])
        const [, , last] = await store.log.read(0, 10)
        const [first] = await store.log.read(0, 10)
        expect(last?.previousRev).toBe(first?.rev)
      }),
    )

    it(
      'refuses a body that has no JSON form',
      withStore(setup, async (store) => {
        await expect(publish(store, write('a', 1, undefined))).rejects.toThrow(TypeError)
        expect(await store.log.head()).toBe(0)
      }),
    )
  })
}

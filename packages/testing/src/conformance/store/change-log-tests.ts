import type { Store } from '@netloom/core/store'
import { describe, expect, it, vi } from 'vitest'
import { withStore, type StoreSetup } from './with-store.ts'

async function publishEach(store: Store, count: number, topic = 'network/n'): Promise<void> {
  for (let n = 1; n <= count; n += 1) {
    await store.transaction((tx) => tx.publish([{ topic, key: `port/${String(n)}`, revision: 1, body: { n } }]))
  }
}

export function changeLogTests(setup: StoreSetup): void {
  describe('change log', () => {
    it(
      'begins empty, with an epoch of its own',
      withStore(setup, async (store) => {
        expect(store.log.epoch).toMatch(/.{8,}/)
        expect(await store.log.head()).toBe(0)
        expect(await store.log.tail()).toBe(1)
        expect(await store.log.snapshot('network/n')).toEqual({ cursor: { epoch: store.log.epoch, rev: 0 }, items: [] })
      }),
    )

    it(
      'is read in pages, in order, without gap or repetition',
      withStore(setup, async (store) => {
        await publishEach(store, 7)
        const seen: unknown[] = []
        for (let after = 0, more = true; more;) {
          const page = await store.log.read(after, 3)
          seen.push(...page.map(({ body }) => body))
          after = page.at(-1)?.rev ?? after
          more = page.length === 3
        }
        expect(seen).toEqual([1, 2, 3, 4, 5, 6, 7].map((n) => ({ n })))
        expect(await store.log.head()).toBe((await store.log.read(0, 10)).at(-1)?.rev)
      }),
    )

    it(
      'forgets the oldest changes when trimmed, and never gives a position twice',
      withStore(setup, async (store) => {
        await publishEach(store, 6)
        const head = await store.log.head()
        await store.log.trim(2)
        expect(await store.log.tail()).toBe(head - 1)
        expect(await store.log.read(0, 10)).toHaveLength(2)
        expect((await store.log.snapshot('network/n')).items).toHaveLength(6)
        await store.log.trim(0)
        expect(await store.log.tail()).toBe(head + 1)
        expect(await store.log.head()).toBe(head)
        await publishEach(store, 1, 'network/other')
        expect((await store.log.read(0, 10))[0]?.rev).toBeGreaterThan(head)
      }),
    )

    it(
      'forgets topics that are over, and gives one that comes back a position beyond all that it ever had',
      withStore(setup, async (store) => {
        const publish = (topic: string, revision: number, body: unknown): Promise<void> =>
          store.transaction((tx) => tx.publish([{ topic, key: 'network', revision, body }]))
        await publish('network/kept', 1, {})
        await publish('network/over', 1, {})
        await publish('network/over', 2, null)
        const { cursor: old } = await store.log.snapshot('network/over')
        await publish('network/empty', 1, {})
        await publish('network/empty', 2, null)
        // Of the empty one the last change is still in the log.
        await store.log.trim(1)
        const rows = await store.db.selectFrom('feed_topics').select('topic').orderBy('topic').execute()
        expect(rows.map(({ topic }) => topic)).toEqual(['network/empty', 'network/kept'])
        const { cursor, items } = await store.log.snapshot('network/over')
        expect(items).toEqual([])
        expect(cursor.rev).toBeGreaterThanOrEqual(old.rev)
        await publish('network/over', 1, { again: true })
        const [change] = await store.log.read(old.rev, 10, 'network/over')
        // Nobody who stands at the old position is told that nothing lies between.
        expect(change?.previousRev).toBe(cursor.rev)
        expect(change?.rev).toBe((await store.log.snapshot('network/over')).cursor.rev)
      }),
    )

    it(
      'wakes its listeners after commits with changes only, and no more once they stop',
      withStore(setup, async (store) => {
        const wake = vi.fn()
        const stop = store.log.onCommit(wake)
        await store.transaction(() => Promise.resolve())
        await store.transaction((tx) => tx.publish([{ topic: 't', key: 'nobody', revision: 1, body: null }]))
        expect(wake).not.toHaveBeenCalled()
        const seen = new Promise<number>((resolve) => {
          // The store may close while a later wake reads.
          store.log.onCommit(() => void store.log.head().then(resolve, () => undefined))
        })
        await publishEach(store, 1)
        // Whoever is woken finds the change.
        expect(await seen).toBe(1)
        expect(wake).toHaveBeenCalledTimes(1)
        stop()
        await publishEach(store, 2)
        expect(wake).toHaveBeenCalledTimes(1)
      }),
    )
  })
}

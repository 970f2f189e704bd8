import type { Store, Transaction } from '@netloom/core/store'
import { describe, expect, it } from 'vitest'
import { networkRow, portRow } from './rows.ts'
import { withStore, type StoreSetup } from './with-store.ts'

async function networkIds(store: Store): Promise<readonly string[]> {
  const rows = await store.db.selectFrom('networks').select('id').orderBy('id').execute()
  return rows.map(({ id }) => id)
}

const insert = (tx: Transaction, id: string): Promise<unknown> =>
  tx.db.insertInto('networks').values(networkRow(id)).execute()

/** A promise that the test resolves when it wants. */
function gate(): { readonly opened: Promise<void>; open: () => void } {
  let open = (): void => undefined
  const opened = new Promise<void>((resolve) => {
    open = resolve
  })
  return { opened, open }
}

export function transactionTests(setup: StoreSetup): void {
  describe('transactions', () => {
    it(
      'commit what they wrote and return what the work returned',
      withStore(setup, async (store) => {
        const result = await store.transaction(async (tx) => {
          await insert(tx, 'a')
          return (await tx.db.selectFrom('networks').select('id').execute()).length
        })
        expect(result).toBe(1)
        expect(await networkIds(store)).toEqual(['a'])
      }),
    )

    it(
      'leave nothing behind when the work throws, feed included',
      withStore(setup, async (store) => {
        const before = await store.log.head()
        const failing = store.transaction(async (tx) => {
          await insert(tx, 'a')
          await tx.publish([{ topic: 'network/a', key: 'network', revision: 1, body: {} }])
          throw new RangeError('no')
        })
        await expect(failing).rejects.toThrow(RangeError)
        expect(await networkIds(store)).toEqual([])
        expect(await store.log.read(before, 10)).toEqual([])
        expect((await store.log.snapshot('network/a')).items).toEqual([])
      }),
    )

    it(
      'are not seen from outside before they are committed',
      withStore(setup, async (store) => {
        const { opened, open } = gate()
        const written = gate()
        const writing = store.transaction(async (tx) => {
          await insert(tx, 'a')
          written.open()
          await opened
        })
        await written.opened
        const early = networkIds(store)
        const patience = new Promise<'waits'>((resolve) => setTimeout(resolve, 50, 'waits'))
        const settled = await Promise.race([early, patience])
        open()
        await writing
        // A store may answer with what was before, or let the reader wait for the commit; never with uncommitted rows.
        expect([[], 'waits']).toContainEqual(settled)
        // One that was only slow to answer has looked before the commit.
        expect([[], ['a']]).toContainEqual(await early)
        expect(await networkIds(store)).toEqual(['a'])
      }),
    )

    it(
      'that run at once lose no update',
      withStore(setup, async (store) => {
        await store.transaction((tx) => insert(tx, 'counter'))
        const increment = (): Promise<void> =>
          store.transaction(async (tx) => {
            const row = await tx.db
              .selectFrom('networks')
              .select('mtu')
              .where('id', '=', 'counter')
              .executeTakeFirstOrThrow()
            await tx.db
              .updateTable('networks')
              .set({ mtu: row.mtu + 1 })
              .where('id', '=', 'counter')
              .execute()
          })
        await Promise.all(Array.from({ length: 50 }, increment))
        const row = await store.db.selectFrom('networks').select('mtu').executeTakeFirstOrThrow()
        expect(row.mtu).toBe(1500)
      }),
    )

    it(
      'that fail among others take only themselves along',
      withStore(setup, async (store) => {
        const outcomes = await Promise.allSettled(
          Array.from({ length: 20 }, (_, n) =>
            store.transaction(async (tx) => {
              await insert(tx, `n${String(n).padStart(2, '0')}`)
              if (n % 3 === 0) throw new Error('mine')
            }),
          ),
        )
        const kept = outcomes.flatMap(({ status }, n) =>
          status === 'fulfilled' ? [`n${String(n).padStart(2, '0')}`] : [],
        )
        expect(kept).toHaveLength(13)
        expect(await networkIds(store)).toEqual(kept)
      }),
    )

    it(
      'refuse a second one inside, instead of waiting for themselves for ever',
      withStore(setup, async (store) => {
        const nested = store.transaction(() => store.transaction(() => Promise.resolve('never')))
        await expect(nested).rejects.toThrow(/inside a transaction/)
        await expect(store.transaction(() => Promise.resolve('after'))).resolves.toBe('after')
      }),
    )

    it(
      'cannot be used after their work has returned',
      withStore(setup, async (store) => {
        const kept: Transaction[] = []
        await store.transaction((tx) => Promise.resolve(kept.push(tx)))
        await expect(insert(kept[0] as Transaction, 'late')).rejects.toThrow()
        expect(await networkIds(store)).toEqual([])
      }),
    )

    it(
      'keep references whole, whatever the order of statements',
      withStore(setup, async (store) => {
        await store.transaction(async (tx) => {
          await tx.db
            .insertInto('ports')
            .values(portRow('p', 'n', 'fa:16:3e:00:00:01'))
            .execute()
          await insert(tx, 'n')
        })
        const orphan = store.transaction((tx) =>
          tx.db
            .insertInto('ports')
            .values(portRow('q', 'nowhere', 'fa:16:3e:00:00:02'))
            .execute(),
        )
        await expect(orphan).rejects.toThrow()
        expect(await store.db.selectFrom('ports').select('id').execute()).toEqual([{ id: 'p' }])
      }),
    )
  })
}

import { sqliteStore } from '@netloom/store'
import fc from 'fast-check'
import { afterEach, beforeEach, describe, expect, it } from 'vitest'
import { TunnelIdInUseError } from '@netloom/core'
import { type IdRange, SegmentPool } from '@netloom/core/kit'
import type { Store, Transaction } from '@netloom/core/store'

function poolOf(ranges: readonly IdRange[], random?: () => number): SegmentPool {
  const inUse = (id: number): Error => new TunnelIdInUseError(id)
  return new SegmentPool({ networkType: 'vxlan', ranges, inUse, ...(random && { random }) })
}

/** Marks ids as taken, in bulk. */
async function take(store: Store, first: number, last: number): Promise<void> {
  await store.transaction(async ({ db }) => {
    for (let id = first; id <= last; id += 5000) {
      const rows = Array.from({ length: Math.min(5000, last - id + 1) }, (_, i) => ({
        network_type: 'vxlan',
        physical_network: '',
        segmentation_id: id + i,
      }))
      await db.insertInto('segment_allocations').values(rows).execute()
    }
  })
}

const allocate = (store: Store, pool: SegmentPool): Promise<number | undefined> =>
  store.transaction((tx) => pool.allocate(tx))

/** Counts the statements of one allocation. */
async function countStatements(store: Store, pool: SegmentPool): Promise<number> {
  let statements = 0
  await store.transaction(async (tx) => {
    const counting: Transaction = {
      publish: (writes) => tx.publish(writes),
      db: tx.db.withPlugin({
        transformQuery: ({ node }) => {
          statements += 1
          return node
        },
        transformResult: ({ result }) => Promise.resolve(result),
      }),
    }
    await pool.allocate(counting)
  })
  return statements
}

describe('segment pool', () => {
  let store: Store
  beforeEach(async () => {
    store = sqliteStore(':memory:')
    await store.initialize()
  })
  afterEach(() => store.close())

  it('gives every id of several ranges once, then none', async () => {
    const pool = poolOf([
      [1, 40],
      [35, 50],
      [1000, 1200],
    ])
    const ids = new Set<number>()
    for (let i = 0; i < 251; i += 1) {
      const id = await allocate(store, pool)
      expect(id).toBeDefined()
      ids.add(id ?? 0)
    }
    expect(ids.size).toBe(251)
    expect([...ids].every((id) => (id >= 1 && id <= 50) || (id >= 1000 && id <= 1200))).toBe(true)
    expect(await allocate(store, pool)).toBeUndefined()
  })

  it.each([1, 777, 12_345, 20_000])('finds the last free id of 20,000: %i', async (free) => {
    if (free > 1) await take(store, 1, free - 1)
    if (free < 20_000) await take(store, free + 1, 20_000)
    const pool = poolOf([[1, 20_000]])
    expect(await allocate(store, pool)).toBe(free)
    expect(await allocate(store, pool)).toBeUndefined()
  })

  it('finds a free id however badly the dice fall', async () => {
    await take(store, 1, 5000)
    for (const value of [0, 0.25, 0.499, 0.999_999]) {
      expect(
        await allocate(
          store,
          poolOf([[1, 10_000]], () => value),
        ),
      ).toBeGreaterThan(5000)
    }
  })

  it('needs two statements whatever the size of the range and the number of taken ids', async () => {
    const huge = poolOf([[1, 2 ** 24 - 1]])
    expect(await countStatements(store, huge)).toBe(2)
    await take(store, 1, 100_000)
    expect(await countStatements(store, huge)).toBe(2)
  })

  it('needs a number of statements that grows with the digits of the size when nearly full', async () => {
    await take(store, 1, 49_999)
    await take(store, 50_001, 100_000)
    const pool = poolOf([[1, 100_000]])
    // Two tries, one count of all, one for each halving of 100,000, one insertion.
    expect(await countStatements(store, pool)).toBeLessThanOrEqual(2 + 1 + 17 + 1)
  })

  it('refuses a taken id, inside the ranges or not, and takes it again once released', async () => {
    const pool = poolOf([[1, 10]])
    for (const id of [5, 5000]) {
      await store.transaction((tx) => pool.reserve(id, tx))
      await expect(store.transaction((tx) => pool.reserve(id, tx))).rejects.toMatchObject({
        code: 'TunnelIdInUse',
        status: 409,
      })
      await store.transaction((tx) => pool.release(id, tx))
      await store.transaction((tx) => pool.reserve(id, tx))
    }
  })

  it('gives different ids to a hundred who ask at once', async () => {
    const pool = poolOf([[1, 100]])
    const ids = await Promise.all(Array.from({ length: 100 }, () => allocate(store, pool)))
    expect(new Set(ids).size).toBe(100)
    expect(ids).not.toContain(undefined)
  })

  it('picks again when another controller was faster', async () => {
    let others = 0
    const pool = poolOf([[1, 10_000]], () => 0)
    const id = await store.transaction(async (tx) => {
      const racing: Transaction = {
        publish: (writes) => tx.publish(writes),
        db: tx.db.withPlugin({
          transformQuery: ({ node }) => node,
          transformResult: async ({ result }) => {
            // Right after the pool has looked and before it takes: somebody else takes what it is about to choose.
            if (others < 3) {
              others += 1
              await tx.db
                .insertInto('segment_allocations')
                .values({ network_type: 'vxlan', physical_network: '', segmentation_id: others })
                .onConflict((conflict) => conflict.doNothing())
                .execute()
            }
            return result
          },
        }),
      }
      return pool.allocate(racing)
    })
    expect(others).toBe(3)
    expect(id).toBeGreaterThan(1)
  })

  it('behaves like a set of ids', async () => {
    const step = fc.oneof(
      fc.record({ type: fc.constant('allocate' as const) }),
      fc.record({ type: fc.constant('reserve' as const), id: fc.integer({ min: 0, max: 24 }) }),
      fc.record({ type: fc.constant('release' as const), id: fc.integer({ min: 0, max: 24 }) }),
    )
    const ranges = fc.array(
      fc
        .tuple(fc.integer({ min: 1, max: 20 }), fc.integer({ min: 0, max: 6 }))
        .map(([first, more]): IdRange => [first, first + more]),
      { maxLength: 3 },
    )
    await fc.assert(
      fc.asyncProperty(ranges, fc.array(step, { maxLength: 60 }), async (given, steps) => {
        await store.transaction((tx) => tx.db.deleteFrom('segment_allocations').execute())
        const pool = poolOf(given)
        const taken = new Set<number>()
        const isPooled = (id: number): boolean => given.some(([first, last]) => first <= id && id <= last)
        const pooled = Array.from({ length: 40 }, (_, id) => id).filter(isPooled)
        for (const action of steps) {
          if (action.type === 'allocate') {
            const id = await allocate(store, pool)
            if (id === undefined) expect(pooled.every((one) => taken.has(one))).toBe(true)
            else {
              expect(isPooled(id) && !taken.has(id)).toBe(true)
              taken.add(id)
            }
          } else if (action.type === 'release') {
            await store.transaction((tx) => pool.release(action.id, tx))
            taken.delete(action.id)
          } else {
            const reserve = store.transaction((tx) => pool.reserve(action.id, tx))
            if (taken.has(action.id)) await expect(reserve).rejects.toMatchObject({ code: 'TunnelIdInUse' })
            else await reserve
            taken.add(action.id)
          }
        }
        const rows = await store.db.selectFrom('segment_allocations').select('segmentation_id').execute()
        expect(new Set(rows.map((row) => row.segmentation_id))).toEqual(taken)
      }),
      { numRuns: 60 },
    )
  })
})

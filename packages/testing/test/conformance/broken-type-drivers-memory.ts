import { type TypeDriver } from '@netloom/core'
import { type Transaction } from '@netloom/core/store'
import { toy } from './fake-type-driver.ts'
import { with_, forever, rows, insert, UNIQUE, NO_WHOLE, NAMES, EXACT, OTHERS, refusing } from './type-driver-faults.ts'

export const brokenMemories: readonly (readonly [flaw: string, newDriver: () => TypeDriver, rule: string])[] = [
  [
    'does not wait for its release',
    with_((sound) => ({
      release: (segment, tx) => {
        void sound.release(segment, tx)
        return Promise.resolve()
      },
    })),
    'gives a released segment to the next who asks',
  ],
  [
    'does not wait for its reservation',
    with_((sound) => ({
      reserve: (segment, tx) => {
        sound.reserve(segment, tx).catch(() => undefined)
        return Promise.resolve(toy(segment.segmentationId ?? 1))
      },
    })),
    EXACT,
  ],
  ['never answers an allocation', with_(() => ({ allocate: forever })), UNIQUE],
  ['never ends its start', with_(() => ({ initialize: forever })), 'answers for one network type'],
  [
    'empties the pool at each start',
    (() => {
      const start: { tx?: Transaction } = {}
      return with_((sound) => {
        let cleared = false
        return {
          allocate: async (tx) => {
            start.tx = tx
            if (!cleared) {
              cleared = true
              await rows(tx).execute()
            }
            return sound.allocate(tx)
          },
        }
      })
    })(),
    'knows after a restart what is allocated',
  ],
  [
    'has one pool for all its instances in the process',
    (() => {
      const taken = new Set<number>()
      return with_((sound) => ({
        allocate: async (tx) => {
          const found = await sound.allocate(tx)
          if (found?.segmentationId == null) return undefined
          if (taken.has(found.segmentationId)) return undefined
          taken.add(found.segmentationId)
          return found
        },
        release: async (segment, tx) => {
          taken.delete(segment.segmentationId ?? 0)
          await sound.release(segment, tx)
        },
      }))
    })(),
    'keeps nothing of an allocation that is rolled back',
  ],
  [
    'keeps a list of free ids that a double release doubles',
    (() => {
      return with_((sound) => {
        const back: number[] = []
        return {
          allocate: async (tx) => {
            const found = await sound.allocate(tx)
            const id = back.pop()
            return found ?? (id === undefined ? undefined : toy(id))
          },
          release: async (segment, tx) => {
            back.push(segment.segmentationId ?? 0)
            await sound.release(segment, tx)
          },
        }
      })
    })(),
    'counts a segment once that is released twice',
  ],
  [
    'caches that the pool is empty',
    with_((sound) => {
      let empty = false
      return {
        allocate: async (tx) => {
          if (empty) return undefined
          const found = await sound.allocate(tx)
          empty = found === undefined
          return found
        },
      }
    }),
    'says again and again that the pool is empty, and is usable after that',
  ],
  [
    'keeps an own list of what is free, loaded at first use',
    with_((sound) => {
      let free: number[] | undefined
      return {
        allocate: async (tx) => {
          if (free === undefined) {
            const taken = (
              await tx.db
                .selectFrom('segment_allocations')
                .select('segmentation_id')
                .where('network_type', '=', 'toy')
                .execute()
            ).map((row) => row.segmentation_id)
            free = [1, 2, 3].filter((id) => !taken.includes(id))
          }
          const id = free[0]
          if (id === undefined) return undefined
          await sound.reserve({ networkType: 'toy', segmentationId: id }, tx)
          free.shift()
          return toy(id)
        },
        release: async (segment, tx) => {
          await sound.release(segment, tx)
          free?.push(segment.segmentationId ?? 0)
        },
      }
    }),
    'shares its segments with another controller on the same store',
  ],
  [
    'writes a log of its own into the table of networks',
    with_((sound) => ({
      release: async (segment, tx) => {
        await tx.db
          .insertInto('segment_allocations')
          .values({ network_type: 'toy-log', physical_network: '', segmentation_id: segment.segmentationId ?? 0 })
          .onConflict((conflict) => conflict.doNothing())
          .execute()
        await sound.release(segment, tx)
      },
    })),
    OTHERS,
  ],
  [
    'marks a released id instead of removing it',
    with_((sound) => ({
      release: async (segment, tx) => {
        await sound.release(segment, tx)
        if (segment.segmentationId !== null)
          await insert(tx, -segment.segmentationId - 1)
            .onConflict((conflict) => conflict.doNothing())
            .execute()
      },
    })),
    'leaves no row behind once everything is given back',
  ],
  [
    'puts released ids outside of the pool into it',
    with_((sound) => {
      const extra: number[] = []
      return {
        allocate: async (tx) => (await sound.allocate(tx)) ?? (extra.length > 0 ? toy(extra.pop() ?? 0) : undefined),
        release: async (segment, tx) => {
          if ((segment.segmentationId ?? 0) > 3 && (segment.segmentationId ?? 0) < 100)
            extra.push(segment.segmentationId ?? 0)
          await sound.release(segment, tx)
        },
      }
    }),
    'adds nothing to the pool that an operator gives back',
  ],
  [
    'publishes its segments',
    with_((sound) => ({
      allocate: async (tx) => {
        await tx.publish([{ topic: 'toy/pool', key: 'one', revision: 1, body: {} }])
        return sound.allocate(tx)
      },
    })),
    UNIQUE,
  ],
  [
    'accepts ids as text',
    with_(
      refusing(({ segmentationId: id, physicalNetwork }) =>
        physicalNetwork !== undefined
          ? `provider:physical_network ${physicalNetwork} is not for toys`
          : id !== undefined && !/^([1-9]\d?|100)$/.test(String(id))
            ? `provider:segmentation_id ${String(id)} is wrong`
            : undefined,
      ),
    ),
    NO_WHOLE,
  ],
  [
    'accepts NaN',
    with_(
      refusing(({ segmentationId: id, physicalNetwork }) =>
        physicalNetwork !== undefined
          ? `provider:physical_network ${physicalNetwork} is not for toys`
          : id !== undefined && (id < 1 || id > 100 || typeof id !== 'number')
            ? `provider:segmentation_id ${String(id)} is wrong`
            : undefined,
      ),
    ),
    NO_WHOLE,
  ],
  [
    'does not name the value that it refuses',
    with_(
      refusing(({ physicalNetwork }) =>
        physicalNetwork === undefined ? undefined : 'provider:physical_network is wrong',
      ),
    ),
    NAMES,
  ],
]

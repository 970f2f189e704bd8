import { InvalidInputError, TunnelIdInUseError, type TypeDriver } from '@netloom/core'
import { toy } from './fake-type-driver.ts'
import { with_, rows, UNIQUE, SHARE, EXACT, TAKEN, OTHERS, WHICHEVER, withId } from './type-driver-faults.ts'

export const brokenPools: readonly (readonly [flaw: string, newDriver: () => TypeDriver, rule: string])[] = [
  [
    'answers ids as text',
    with_((sound) => ({ allocate: async (tx) => withId(String((await sound.allocate(tx))?.segmentationId)) })),
    UNIQUE,
  ],
  [
    'answers NaN as id',
    with_((sound) => ({
      reserve: async (segment, tx) => ({ ...(await sound.reserve(segment, tx)), segmentationId: Number.NaN }),
    })),
    EXACT,
  ],
  [
    'leaves undefined where null belongs',
    with_((sound) => ({
      reserve: async (segment, tx) => ({ ...(await sound.reserve(segment, tx)), physicalNetwork: undefined }) as never,
    })),
    EXACT,
  ],
  [
    'says null for an empty pool',
    with_((sound) => ({ allocate: async (tx) => (await sound.allocate(tx)) ?? (null as never) })),
    UNIQUE,
  ],
  [
    'allocates segments of another type',
    with_((sound) => ({
      allocate: async (tx) => {
        const found = await sound.allocate(tx)
        return found && { ...found, networkType: 'vxlan' }
      },
    })),
    'allocates only what it would accept from an operator',
  ],
  [
    'takes no segment for a partial request',
    with_((sound) => ({
      reserve: (segment, tx) =>
        segment.segmentationId === undefined ? Promise.resolve(toy(1)) : sound.reserve(segment, tx),
    })),
    'takes partial requests and projects from one pool',
  ],
  [
    'reserves a taken id for an operator when it is in the pool',
    with_((sound) => ({
      reserve: (segment, tx) =>
        (segment.segmentationId ?? 9) <= 3
          ? Promise.resolve(toy(segment.segmentationId ?? 0))
          : sound.reserve(segment, tx),
    })),
    SHARE,
  ],
  [
    'keeps reservations and the pool apart',
    with_((sound) => ({
      reserve: async (segment, tx) => {
        const { segmentationId: id } = segment
        if (id === undefined) return sound.reserve(segment, tx)
        await sound.reserve({ ...segment, segmentationId: id + 1000 }, tx)
        return toy(id)
      },
      release: async (segment, tx) => {
        await sound.release(segment, tx)
        await sound.release(toy((segment.segmentationId ?? 0) + 1000), tx)
      },
    })),
    SHARE,
  ],
  [
    'refuses what is taken with 400',
    with_((sound) => ({
      reserve: async (segment, tx) =>
        sound.reserve(segment, tx).catch(() => {
          throw new InvalidInputError('provider:segmentation_id 7 is taken')
        }),
    })),
    TAKEN,
  ],
  [
    'does not say which id is taken',
    with_((sound) => ({
      reserve: async (segment, tx) =>
        sound.reserve(segment, tx).catch((error: unknown) => {
          if (error instanceof TunnelIdInUseError)
            throw Object.assign(new Error('in use'), { status: 409, code: 'InUse' })
          throw error
        }),
    })),
    TAKEN,
  ],
  [
    'frees everything on one release',
    with_(() => ({
      release: async (_segment, tx) => {
        await rows(tx).execute()
      },
    })),
    WHICHEVER,
  ],
  [
    'frees the lowest id whatever is given',
    with_(() => ({
      release: async (_segment, tx) => {
        const [first] = await tx.db
          .selectFrom('segment_allocations')
          .select('segmentation_id')
          .where('network_type', '=', 'toy')
          .orderBy('segmentation_id')
          .execute()
        if (first !== undefined) await rows(tx).where('segmentation_id', '=', first.segmentation_id).execute()
      },
    })),
    WHICHEVER,
  ],
  [
    'frees the id in every type',
    with_(() => ({
      release: async ({ segmentationId }, tx) => {
        await tx.db
          .deleteFrom('segment_allocations')
          .where('segmentation_id', '=', segmentationId ?? 0)
          .execute()
      },
    })),
    OTHERS,
  ],
  [
    'takes ids of other types for its own',
    with_((sound) => ({
      allocate: async (tx) => {
        for (const id of [1, 2, 3]) {
          const found = await tx.db
            .selectFrom('segment_allocations')
            .select('segmentation_id')
            .where('segmentation_id', '=', id)
            .execute()
          if (found.length === 0) {
            await sound.reserve({ networkType: 'toy', segmentationId: id }, tx)
            return toy(id)
          }
        }
        return undefined
      },
    })),
    OTHERS,
  ],
  [
    'complains of an unknown release',
    with_((sound) => ({
      release: async (segment, tx) => {
        const { numDeletedRows } = await rows(tx)
          .where('segmentation_id', '=', segment.segmentationId ?? 0)
          .executeTakeFirstOrThrow()
        if (numDeletedRows === 0n) throw new Error('unknown')
        await sound.release(segment, tx)
      },
    })),
    'releases twice, and what was never taken, without complaint',
  ],
  [
    'knows released segments by their identity',
    with_((sound) => {
      const own = new Set<unknown>()
      return {
        allocate: async (tx) => {
          const found = await sound.allocate(tx)
          own.add(found)
          return found
        },
        release: async (segment, tx) => {
          if (own.has(segment)) await sound.release(segment, tx)
        },
      }
    }),
    'allocates again what was released',
  ],
]

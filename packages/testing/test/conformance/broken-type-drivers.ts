import {
  type AllocatedSegment,
  InvalidInputError,
  NoNetworkAvailableError,
  type ProviderSegment,
  TunnelIdInUseError,
  type TypeDriver,
} from '@netloom/core'
import type { Transaction } from '@netloom/core/store'
import { ToyTypeDriver, toy } from './toy-type-driver.ts'

type Fault = (sound: TypeDriver) => Partial<TypeDriver>

/** A maker of drivers that share `fault`'s memory only where it is made outside of it. */
const with_ = (fault: Fault) => (): TypeDriver => {
  const sound = new ToyTypeDriver()
  const parts: TypeDriver = {
    networkType: sound.networkType,
    isPartial: (segment) => sound.isPartial(segment),
    validate: (segment) => {
      sound.validate(segment)
    },
    reserve: (segment, tx) => sound.reserve(segment, tx),
    allocate: (tx) => sound.allocate(tx),
    release: (segment, tx) => sound.release(segment, tx),
    mtu: () => sound.mtu(),
  }
  return { ...parts, ...fault(sound) }
}

const forever = (): Promise<never> => new Promise(() => undefined)
const rows = (tx: Transaction) => tx.db.deleteFrom('segment_allocations').where('network_type', '=', 'toy')
const insert = (tx: Transaction, id: number) =>
  tx.db.insertInto('segment_allocations').values({ network_type: 'toy', physical_network: '', segmentation_id: id })

const UNIQUE = 'allocates the whole pool, each segment once, then says undefined'
const SHARE = 'allocates nothing that an operator has reserved, and the other way round'
const NO_WHOLE = 'refuses ids that are no whole numbers, whatever they are instead'
const NAMES = 'refuses wrong requests with 400, naming the field'
const MTU = 'limits the MTU to a whole number of bytes, always the same'
const ROOM = 'leaves room in the MTU for what it puts around a packet'
const FULL = 'accepts a full request, and says that it is full'
const EXACT = 'reserves exactly what was asked for, null where nothing applies'
const TAKEN = 'refuses a taken segment with 409, also after a restart'
const OTHERS = 'leaves the rows of other types and tables alone, and is not taken in by them'
const WHICHEVER = 'gives back the released segment, whichever it is, and no other'

const withId = (id: unknown): AllocatedSegment => ({
  networkType: 'toy',
  physicalNetwork: null,
  segmentationId: id as number,
})
const refusing =
  (judge: (segment: ProviderSegment) => string | undefined): Fault =>
  () => ({
    validate: (segment) => {
      const problem = judge(segment)
      if (problem !== undefined) throw new InvalidInputError(problem)
    },
  })

export const brokenTypeDrivers: readonly (readonly [flaw: string, newDriver: () => TypeDriver, rule: string])[] = [
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
      reserve: async (segment, tx) =>
        Object.assign({}, await sound.reserve(segment, tx), { physicalNetwork: undefined }) as never,
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
          : id !== undefined && !(Number(id) >= 1 && Number(id) <= 100 && Number.isInteger(Number(id)))
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
  [
    'refuses without a code',
    with_(() => ({
      validate: ({ physicalNetwork }) => {
        if (physicalNetwork !== undefined)
          throw Object.assign(new Error(`provider:physical_network ${physicalNetwork}`), { status: 400 })
      },
    })),
    NAMES,
  ],
  [
    'judges in a promise',
    with_(() => ({
      validate: (({ physicalNetwork }: ProviderSegment) =>
        physicalNetwork === undefined
          ? Promise.resolve()
          : Promise.reject(new InvalidInputError(`provider:physical_network ${physicalNetwork}`))) as never,
    })),
    FULL,
  ],
  [
    'fills in defaults while it judges',
    with_((sound) => ({
      validate: (segment) => {
        sound.validate(segment)
        Object.assign(segment, { segmentationId: segment.segmentationId ?? 1 })
      },
    })),
    FULL,
  ],
  [
    'takes the id while it judges',
    with_((sound) => {
      const judged = new Set<number>()
      return {
        validate: (segment) => {
          sound.validate(segment)
          const id = segment.segmentationId ?? 0
          if (judged.has(id))
            throw new InvalidInputError(`provider:segmentation_id ${String(id)} was asked for already`)
          judged.add(id)
        },
      }
    }),
    'judges without side effects: what was only judged is still free',
  ],
  [
    'calls a partial request full',
    with_(() => ({ isPartial: () => false })),
    'calls a request partial that leaves something to choose, or refuses it with 400',
  ],
  [
    'answers isPartial with something else',
    with_(() => ({ isPartial: (segment) => segment.segmentationId as never })),
    FULL,
  ],
  ['has no MTU', with_(() => ({ mtu: () => Number.NaN })), MTU],
  [
    'knows no MTU where no physical network is named',
    with_(() => ({ mtu: (physicalNetwork) => (physicalNetwork === undefined ? (undefined as never) : 1400) })),
    MTU,
  ],
  [
    'throws for a physical network that it does not know',
    with_(() => ({
      mtu: (physicalNetwork) => {
        if (physicalNetwork !== undefined) throw new Error('unknown')
        return 1450
      },
    })),
    MTU,
  ],
  ['forgets the overhead', with_(() => ({ mtu: () => 1500 })), ROOM],
  ['answers the overhead instead of what is left', with_(() => ({ mtu: () => 50 })), ROOM],
  ['says that a tunnel has no limit', with_(() => ({ mtu: () => 0 })), ROOM],
  [
    'answers an empty pool with 409',
    with_((sound) => ({
      reserve: async (segment, tx) =>
        sound.reserve(segment, tx).catch((error: unknown) => {
          if (error instanceof NoNetworkAvailableError) throw new TunnelIdInUseError(0)
          throw error
        }),
    })),
    'answers a partial request from the pool, and with 503 when that is empty',
  ],
  [
    'polls for ever, also when it is closed',
    with_(() => ({
      initialize: () => {
        setInterval(() => undefined, 60_000).unref()
        return Promise.resolve()
      },
    })),
    'leaves no timer and no connection behind once closed',
  ],
  [
    'keeps a reservation when its release is rolled back only in memory',
    with_((sound) => {
      const released = new Set<number>()
      return {
        allocate: async (tx) => {
          const found = await sound.allocate(tx)
          if (found !== undefined) return found
          const [id] = released
          if (id === undefined) return undefined
          released.delete(id)
          return toy(id)
        },
        release: async (segment, tx) => {
          const { numDeletedRows } = await rows(tx)
            .where('segmentation_id', '=', segment.segmentationId ?? 0)
            .executeTakeFirstOrThrow()
          if (numDeletedRows > 0n) released.add(segment.segmentationId ?? 0)
        },
      }
    }),
    'frees nothing when a release is rolled back',
  ],
  [
    'allocates beyond what it accepts',
    with_(
      refusing(({ segmentationId: id, physicalNetwork }) =>
        physicalNetwork !== undefined
          ? `provider:physical_network ${physicalNetwork} is not for toys`
          : id !== undefined && !(Number.isInteger(id) && id >= 2 && id < 100)
            ? `provider:segmentation_id ${String(id)} is wrong`
            : undefined,
      ),
    ),
    'allocates only what it would accept from an operator',
  ],
]

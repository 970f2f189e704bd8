import {
  InvalidInputError,
  NoNetworkAvailableError,
  type ProviderSegment,
  TunnelIdInUseError,
  type TypeDriver,
} from '@netloom/core'
import { toy } from './fake-type-driver.ts'
import { with_, rows, NAMES, MTU, ROOM, FULL, refusing } from './type-driver-faults.ts'

export const brokenAnswers: readonly (readonly [flaw: string, newDriver: () => TypeDriver, rule: string])[] = [
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
      // eslint-disable-next-line @typescript-eslint/no-misused-promises -- that is the flaw
      validate: ({ physicalNetwork }: ProviderSegment) =>
        physicalNetwork === undefined
          ? Promise.resolve()
          : Promise.reject(new InvalidInputError(`provider:physical_network ${physicalNetwork}`)),
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

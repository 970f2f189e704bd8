import {
  type AllocatedSegment,
  type Ml2Options,
  type ProviderSegment,
  type TypeDriver,
  VlanIdInUseError,
} from '@netloom/core'
import { physicalMtu, SegmentPool } from '@netloom/core/kit'
import type { Transaction } from '@netloom/core/store'
import { DEFAULT_ML2_OPTIONS, InvalidInputError, NoNetworkAvailableError } from '@netloom/core'
import { sqliteStore } from '@netloom/store'
import { describe, expect, it } from 'vitest'
import { brokenRules, typeDriverChecks } from '../../src/conformance/index.ts'
import { rulesNamed } from './rules-named.ts'

const PLACES = ['physnet1', 'physnet2']
const poolOf = (physicalNetwork: string): SegmentPool =>
  new SegmentPool({
    ...{ networkType: 'toy', physicalNetwork, ranges: [[1, 2]] },
    inUse: (id) => new VlanIdInUseError(id, physicalNetwork),
  })

/** A sound driver to break: two ids on each of two physical networks. */
class PlacedTypeDriver implements TypeDriver {
  readonly networkType = 'toy'
  constructor(readonly ml2: Ml2Options = DEFAULT_ML2_OPTIONS) {}

  isPartial({ physicalNetwork, segmentationId }: ProviderSegment): boolean {
    return physicalNetwork === undefined || segmentationId === undefined
  }

  validate({ physicalNetwork, segmentationId: id }: ProviderSegment): void {
    if (physicalNetwork !== undefined) this.requireKnown(physicalNetwork, id)
    if (id === undefined) return
    if (physicalNetwork === undefined)
      throw new InvalidInputError(`provider:segmentation_id ${String(id)} needs provider:physical_network`)
    if (!Number.isInteger(id) || id < 1 || id > 9)
      throw new InvalidInputError(`provider:segmentation_id ${String(id)} is no toy; use 1 to 9`)
  }

  requireKnown(physicalNetwork: string, _id: number | undefined): void {
    if (!PLACES.includes(physicalNetwork))
      throw new InvalidInputError(`provider:physical_network ${physicalNetwork} is unknown; use ${PLACES.join(' or ')}`)
  }

  async reserve({ physicalNetwork, segmentationId }: ProviderSegment, tx: Transaction): Promise<AllocatedSegment> {
    if (physicalNetwork !== undefined && segmentationId !== undefined) {
      await poolOf(physicalNetwork).reserve(segmentationId, tx)
      return { networkType: 'toy', physicalNetwork, segmentationId }
    }
    const free = await this.take(this.placesFor(physicalNetwork), tx)
    if (free === undefined) throw new NoNetworkAvailableError('no toy left')
    return free
  }

  placesFor(physicalNetwork: string | undefined): readonly string[] {
    return physicalNetwork === undefined ? PLACES : [physicalNetwork]
  }

  allocate(tx: Transaction): Promise<AllocatedSegment | undefined> {
    return this.take(PLACES, tx)
  }

  async release({ physicalNetwork, segmentationId }: AllocatedSegment, tx: Transaction): Promise<void> {
    if (physicalNetwork !== null && segmentationId !== null) await poolOf(physicalNetwork).release(segmentationId, tx)
  }

  mtu(physicalNetwork?: string): number {
    return physicalMtu(this.ml2, physicalNetwork)
  }

  private async take(places: readonly string[], tx: Transaction): Promise<AllocatedSegment | undefined> {
    for (const physicalNetwork of places) {
      const segmentationId = await poolOf(physicalNetwork).allocate(tx)
      if (segmentationId !== undefined) return { networkType: 'toy', physicalNetwork, segmentationId }
    }
    return undefined
  }
}

const PLACE = 'gives of a physical network that a request names until it is empty, and nothing of another'
const UNKNOWN = 'refuses a physical network that it does not have with 400, whatever else a request leaves out'
const MTUS = 'follows the MTUs that an operator sets, of all networks and of one, and is never negative'
const COST =
  'asks the store no more for the last segments of its pool than for the first: no statement for each that is taken'

let asked = 0
const broken: readonly (readonly [flaw: string, make: (ml2?: Ml2Options) => TypeDriver, rule: string])[] = [
  [
    'gives what is free anywhere',
    (ml2) =>
      new (class extends PlacedTypeDriver {
        override placesFor(): readonly string[] {
          return PLACES
        }
      })(ml2),
    PLACE,
  ],
  [
    'judges the physical network only beside an id',
    (ml2) =>
      new (class extends PlacedTypeDriver {
        override requireKnown(physicalNetwork: string, id: number | undefined): void {
          if (id !== undefined) super.requireKnown(physicalNetwork, id)
        }
      })(ml2),
    UNKNOWN,
  ],
  [
    'knows one MTU for all networks',
    (ml2) =>
      new (class extends PlacedTypeDriver {
        override mtu(): number {
          return physicalMtu(this.ml2)
        }
      })(ml2),
    MTUS,
  ],
  [
    'has less than nothing where nothing is limited',
    (ml2) =>
      new (class extends PlacedTypeDriver {
        override mtu(physicalNetwork?: string): number {
          return super.mtu(physicalNetwork) - 4
        }
      })(ml2),
    MTUS,
  ],
  [
    'asks the store once more each time',
    (ml2) =>
      new (class extends PlacedTypeDriver {
        override async allocate(tx: Transaction): Promise<AllocatedSegment | undefined> {
          asked += 10
          for (let i = 0; i < asked; i += 1)
            await tx.db.selectFrom('segment_allocations').select('segmentation_id').execute()
          return super.allocate(tx)
        }
      })(ml2),
    COST,
  ],
]

const setupFor = (make: (ml2?: Ml2Options) => TypeDriver) => ({
  async open() {
    const store = sqliteStore(':memory:')
    await store.initialize()
    return {
      ...{ store, newDriver: () => make(), newDriverWith: make, poolSize: 4 },
      providerSegment: { networkType: 'toy', physicalNetwork: 'physnet1', segmentationId: 7 },
      invalidSegments: [{ networkType: 'toy', physicalNetwork: 'physnet1', segmentationId: 10 }],
    }
  },
  close: ({ store }: { readonly store: ReturnType<typeof sqliteStore> }) => store.close(),
})

describe('kit for type drivers, on physical networks, MTUs and cost', () => {
  it('passes a sound driver', async () => {
    expect(
      await brokenRules(
        typeDriverChecks,
        setupFor((ml2) => new PlacedTypeDriver(ml2)),
      ),
    ).toEqual([])
  })

  it.each(broken)('catches a driver that %s', async (_flaw, make, rule) => {
    expect(await brokenRules(rulesNamed(typeDriverChecks, rule), setupFor(make))).toEqual([rule])
  })
})

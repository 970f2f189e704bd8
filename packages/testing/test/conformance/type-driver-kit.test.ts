import { type AllocatedSegment, NoNetworkAvailableError, TunnelIdInUseError, type TypeDriver } from '@netloom/core'
import type { Transaction } from '@netloom/core/store'
import { sqliteStore } from '@netloom/store'
import { describe, expect, it } from 'vitest'
import {
  brokenRules,
  typeDriverChecks,
  type ConformanceSetup,
  type TypeDriverFixture,
} from '../../src/conformance/index.ts'
import { rulesNamed } from './rules-named.ts'
import { brokenTypeDrivers } from './broken-type-drivers.ts'
import { FakeTypeDriver, toy } from './fake-type-driver.ts'

function setupFor(
  newDriver: () => TypeDriver,
  newEmptiedDriver: () => TypeDriver = () => new FakeTypeDriver([]),
): ConformanceSetup<TypeDriverFixture> {
  return {
    async open() {
      const store = sqliteStore(':memory:')
      await store.initialize()
      return {
        store,
        newDriver,
        newEmptiedDriver,
        providerSegment: { networkType: 'toy', segmentationId: 7 },
        invalidSegments: [{ networkType: 'toy', physicalNetwork: 'physnet1' }],
        poolSize: 3,
      }
    },
    close: ({ store }) => store.close(),
  }
}

const broken: readonly (readonly [flaw: string, newDriver: () => TypeDriver, rule: string])[] = [
  [
    'answers for another type',
    () =>
      new (class extends FakeTypeDriver {
        override readonly networkType: string = 'other'
      })(),
    'answers for one network type',
  ],
  [
    'accepts everything',
    () =>
      new (class extends FakeTypeDriver {
        override validate(): void {
          return undefined
        }
      })(),
    'refuses wrong requests with 400, naming the field',
  ],
  [
    'refuses with a plain error',
    () =>
      new (class extends FakeTypeDriver {
        override validate({ physicalNetwork }: { physicalNetwork?: string }): void {
          if (physicalNetwork !== undefined) throw new Error('no')
        }
      })(),
    'refuses wrong requests with 400, naming the field',
  ],
  [
    'throws when the pool is empty',
    () =>
      new (class extends FakeTypeDriver {
        override async allocate(tx: Parameters<TypeDriver['allocate']>[0]): Promise<AllocatedSegment> {
          const segment = await super.allocate(tx)
          if (segment === undefined) throw new NoNetworkAvailableError('empty')
          return segment
        }
      })(),
    'allocates the whole pool, each segment once, then says undefined',
  ],
  [
    'keeps its pool in memory',
    () => {
      let next = 1
      return new (class extends FakeTypeDriver {
        override allocate(): Promise<AllocatedSegment | undefined> {
          return Promise.resolve(next > 3 ? undefined : toy(next++))
        }
      })()
    },
    'knows after a restart what is allocated',
  ],
  [
    'remembers reservations that were rolled back',
    () => {
      const taken = new Set<number>()
      return new (class extends FakeTypeDriver {
        override async reserve(...[segment, tx]: Parameters<TypeDriver['reserve']>): Promise<AllocatedSegment> {
          const id = segment.segmentationId ?? 0
          if (taken.has(id)) throw new TunnelIdInUseError(id)
          taken.add(id)
          return super.reserve(segment, tx)
        }
      })()
    },
    'takes nothing when its transaction is rolled back',
  ],
  [
    'never releases',
    () =>
      new (class extends FakeTypeDriver {
        override release(): Promise<void> {
          return Promise.resolve()
        }
      })(),
    'gives a released segment to the next who asks',
  ],
  [
    'reserves without taking',
    () =>
      new (class extends FakeTypeDriver {
        override reserve(): Promise<AllocatedSegment> {
          return Promise.resolve(toy(7))
        }
      })(),
    'refuses a taken segment with 409, also after a restart',
  ],
  [
    'rolls dice for its MTU',
    () => {
      let mtu = 1400
      return new (class extends FakeTypeDriver {
        override mtu(): number {
          return mtu++
        }
      })()
    },
    'limits the MTU to a whole number of bytes, always the same',
  ],
]

describe('kit for type drivers', () => {
  it('passes a sound driver', async () => {
    expect(
      await brokenRules(
        typeDriverChecks,
        setupFor(() => new FakeTypeDriver()),
      ),
    ).toEqual([])
  })

  it.each([...broken, ...brokenTypeDrivers])('catches a driver that %s', async (_flaw, newDriver, rule) => {
    expect(await brokenRules(rulesNamed(typeDriverChecks, rule), setupFor(newDriver))).toEqual([rule])
  })

  it('catches a driver that forgets what its configuration lists no more', async () => {
    class Forgetful extends FakeTypeDriver {
      readonly #isEmptied: boolean
      constructor(isEmptied: boolean) {
        super(isEmptied ? [] : undefined)
        this.#isEmptied = isEmptied
      }
      override async release(segment: AllocatedSegment, tx: Transaction): Promise<void> {
        if (!this.#isEmptied) await super.release(segment, tx)
      }
    }
    const setup = setupFor(
      () => new Forgetful(false),
      () => new Forgetful(true),
    )
    const rule = 'keeps what is in use, and takes it back, when its configuration lists it no more'
    expect(await brokenRules(typeDriverChecks, setup)).toEqual([rule])
  })
})

import type { Ml2Options, ProviderSegment, TypeDriver } from '@netloom/core'
import type { Store } from '@netloom/core/store'
import { guardTypeDriver } from './type-driver-guard.ts'

/** What the kit has to know of a type driver. */
export interface TypeDriverFixture {
  /** A new, empty, initialised store. */
  readonly store: Store
  /** A new instance of the driver, as after a restart: same options, same store. */
  newDriver(): TypeDriver
  /** What an operator may ask for, in full. */
  readonly providerSegment: ProviderSegment
  /** Requests of this type that cannot be right. */
  readonly invalidSegments: readonly ProviderSegment[]
  /** How many segments projects can get: configure a small pool. `'unlimited'` = never exhausted. 0 = projects get none. */
  readonly poolSize: number | 'unlimited'
  /** Whether a segment can belong to one network only. Default true. */
  readonly exclusive?: boolean
  /** The largest packet of the physical networks, as the driver was told; 0 = not limited. Default 1500, as in `DEFAULT_ML2_OPTIONS`. */
  readonly physicalMtu?: number
  /** What `mtu()` must be with these options. Absent = the kit only judges whether it can be right. */
  readonly mtu?: number
  /** The driver with these options of the engine; its own as in `newDriver`. Absent = no other MTUs are tried. */
  newDriverWith?(options: Ml2Options): TypeDriver
  /** The driver after an operator took every segment out of its configuration. Absent = that is not tried. */
  newEmptiedDriver?(): TypeDriver
}

export async function startDriver(fixture: TypeDriverFixture): Promise<TypeDriver> {
  return start(fixture.newDriver())
}

export async function start(driver: TypeDriver): Promise<TypeDriver> {
  const guarded = guardTypeDriver(driver)
  await guarded.initialize?.()
  return guarded
}

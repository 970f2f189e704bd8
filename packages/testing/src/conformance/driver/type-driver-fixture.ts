import type { ProviderSegment, TypeDriver } from '@netloom/core'
import type { Store } from '@netloom/core/store'

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
}

export async function startDriver(fixture: TypeDriverFixture): Promise<TypeDriver> {
  const driver = fixture.newDriver()
  await driver.initialize?.()
  return driver
}

import { describeChecks, type ConformanceCheck, type ConformanceSetup } from './support/check.ts'
import { allocationChecks } from './driver/type-driver-allocations.ts'
import { costChecks } from './driver/type-driver-cost.ts'
import { limitChecks } from './driver/type-driver-limits.ts'
import { partialRequestChecks } from './driver/type-driver-partial.ts'
import { requestChecks } from './driver/type-driver-requests.ts'
import { reservationChecks } from './driver/type-driver-reservations.ts'
import { sharedPoolChecks } from './driver/type-driver-shared-pool.ts'
import { storeChecks } from './driver/type-driver-store.ts'
import type { TypeDriverFixture } from './driver/type-driver-fixture.ts'

export const typeDriverChecks: readonly ConformanceCheck<TypeDriverFixture>[] = [
  ...requestChecks,
  ...partialRequestChecks,
  ...limitChecks,
  ...reservationChecks,
  ...allocationChecks,
  ...sharedPoolChecks,
  ...costChecks,
  ...storeChecks,
]

/** What every type driver promises. Each rule gets a fixture of its own. */
export function describeTypeDriver(name: string, setup: ConformanceSetup<TypeDriverFixture>): void {
  describeChecks(`${name} keeps the TypeDriver contract`, typeDriverChecks, setup)
}

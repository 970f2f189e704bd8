import { describeChecks, type ConformanceCheck, type ConformanceSetup } from './check.ts'
import { allocationChecks } from './driver/type-driver-allocations.ts'
import { requestChecks } from './driver/type-driver-requests.ts'
import { reservationChecks } from './driver/type-driver-reservations.ts'
import type { TypeDriverFixture } from './driver/type-driver-fixture.ts'

export const typeDriverChecks: readonly ConformanceCheck<TypeDriverFixture>[] = [
  ...requestChecks,
  ...reservationChecks,
  ...allocationChecks,
]

/** What every type driver promises. Each rule gets a fixture of its own. */
export function describeTypeDriver(name: string, setup: ConformanceSetup<TypeDriverFixture>): void {
  describeChecks(`${name} keeps the TypeDriver contract`, typeDriverChecks, setup)
}

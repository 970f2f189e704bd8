import { describeChecks, type ConformanceCheck, type ConformanceSetup } from './check.ts'
import { bindingChecks } from './driver/mechanism-driver-binding.ts'
import type { MechanismDriverFixture } from './driver/mechanism-driver-fixture.ts'
import { hookChecks } from './driver/mechanism-driver-hooks.ts'

export const mechanismDriverChecks: readonly ConformanceCheck<MechanismDriverFixture>[] = [
  ...hookChecks,
  ...bindingChecks,
]

/** What every mechanism driver promises. Each rule gets a fixture of its own. */
export function describeMechanismDriver(name: string, setup: ConformanceSetup<MechanismDriverFixture>): void {
  describeChecks(`${name} keeps the MechanismDriver contract`, mechanismDriverChecks, setup)
}

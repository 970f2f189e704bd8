import { describeChecks, type ConformanceCheck, type ConformanceSetup } from './support/check.ts'
import { bindingChecks } from './driver/mechanism-driver-binding.ts'
import { cloudChecks } from './driver/mechanism-driver-cloud.ts'
import { choiceChecks } from './driver/mechanism-driver-choices.ts'
import { declarationChecks } from './driver/mechanism-driver-declarations.ts'
import type { MechanismDriverFixture } from './driver/mechanism-driver-fixture.ts'
import { hookChecks } from './driver/mechanism-driver-hooks.ts'
import { tourChecks } from './driver/mechanism-driver-tour.ts'
import { withdrawalChecks } from './driver/mechanism-driver-withdrawals.ts'

export const mechanismDriverChecks: readonly ConformanceCheck<MechanismDriverFixture>[] = [
  ...declarationChecks,
  ...hookChecks,
  ...tourChecks,
  ...withdrawalChecks,
  ...cloudChecks,
  ...bindingChecks,
  ...choiceChecks,
]

/** What every mechanism driver promises. Each rule gets a fixture of its own. */
export function describeMechanismDriver(name: string, setup: ConformanceSetup<MechanismDriverFixture>): void {
  describeChecks(`${name} keeps the MechanismDriver contract`, mechanismDriverChecks, setup)
}

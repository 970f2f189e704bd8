import type { DeviceState } from '@netloom/core'
import { describeChecks, type ConformanceCheck, type ConformanceSetup } from './support/check.ts'
import type { DeviceKindFixture } from './kind/device-kind-fixture.ts'
import { kindEffectChecks } from './kind/kind-effects.ts'
import { kindFailureChecks } from './kind/kind-failures.ts'
import { kindWordChecks } from './kind/kind-words.ts'

export const deviceKindChecks: readonly ConformanceCheck<DeviceKindFixture>[] = [
  ...kindWordChecks,
  ...kindEffectChecks,
  ...kindFailureChecks,
]

/** What every kind of device promises. Each rule gets a host of its own, with nothing of the kind on it; some rules get many. */
export function describeDeviceKind<S extends DeviceState>(
  name: string,
  setup: ConformanceSetup<DeviceKindFixture<S>>,
): void {
  // A kind is shown its own states only.
  describeChecks(
    `${name} keeps the DeviceKind contract`,
    deviceKindChecks,
    setup as ConformanceSetup<DeviceKindFixture>,
  )
}

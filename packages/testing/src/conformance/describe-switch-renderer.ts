import { describeChecks, type ConformanceCheck, type ConformanceSetup } from './support/check.ts'
import { changeChecks } from './driver/switch-renderer-changes.ts'
import type { SwitchRendererFixture } from './driver/switch-renderer-fixture.ts'
import { hostChecks } from './driver/switch-renderer-host.ts'
import { itemChecks } from './driver/switch-renderer-items.ts'
import { ownerChecks } from './driver/switch-renderer-owners.ts'
import { purityChecks } from './driver/switch-renderer-purity.ts'
import { segmentChecks } from './driver/switch-renderer-segments.ts'
import { wireChecks } from './driver/switch-renderer-wire.ts'

export const switchRendererChecks: readonly ConformanceCheck<SwitchRendererFixture>[] = [
  ...itemChecks,
  ...purityChecks,
  ...changeChecks,
  ...segmentChecks,
  ...wireChecks,
  ...ownerChecks,
  ...hostChecks,
]

/** The rules that need a host: worth running on a real kernel, too. */
export const switchRendererHostChecks: readonly ConformanceCheck<SwitchRendererFixture>[] = hostChecks

/** What every switch renderer promises. Each rule gets a fixture of its own. */
export function describeSwitchRenderer(name: string, setup: ConformanceSetup<SwitchRendererFixture>): void {
  describeChecks(`${name} keeps the SwitchRenderer contract`, switchRendererChecks, setup)
}

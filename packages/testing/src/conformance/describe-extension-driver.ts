import { describeChecks, type ConformanceCheck, type ConformanceSetup } from './support/check.ts'
import type { ExtensionDriverFixture } from './driver/extension-driver-fixture.ts'
import { extensionDeclarationChecks } from './driver/extension-driver-declarations.ts'
import { extensionHookChecks } from './driver/extension-driver-hooks.ts'
import { extensionReadChecks } from './driver/extension-driver-reads.ts'
import { extensionUpdateChecks } from './driver/extension-driver-updates.ts'

export const extensionDriverChecks: readonly ConformanceCheck<ExtensionDriverFixture>[] = [
  ...extensionDeclarationChecks,
  ...extensionHookChecks,
  ...extensionReadChecks,
  ...extensionUpdateChecks,
]

/** What every extension driver promises. Each rule gets a fixture of its own. */
export function describeExtensionDriver(name: string, setup: ConformanceSetup<ExtensionDriverFixture>): void {
  describeChecks(`${name} keeps the ExtensionDriver contract`, extensionDriverChecks, setup)
}

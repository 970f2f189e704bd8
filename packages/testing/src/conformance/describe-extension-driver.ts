import type { ExtendedResource, ExtensionDriver } from '@netloom/core'
import type { Store } from '@netloom/core/store'
import { describeChecks, type ConformanceCheck, type ConformanceSetup } from './check.ts'
import { extensionDeclarationChecks } from './driver/extension-driver-declarations.ts'
import { extensionHookChecks } from './driver/extension-driver-hooks.ts'

export interface ExtensionDriverFixture {
  readonly driver: ExtensionDriver
  /** A new, empty, initialised store, with the driver's own tables. */
  readonly store: Store
  /** Its attributes with values that it accepts. */
  readonly accepted: Readonly<Partial<Record<ExtendedResource, Readonly<Record<string, unknown>>>>>
  /** … and with values that cannot be right, one set for each refusal. */
  readonly refused?: Readonly<Partial<Record<ExtendedResource, readonly Readonly<Record<string, unknown>>[]>>>
}

export const extensionDriverChecks: readonly ConformanceCheck<ExtensionDriverFixture>[] = [
  ...extensionDeclarationChecks,
  ...extensionHookChecks,
]

/** What every extension driver promises. Each rule gets a fixture of its own. */
export function describeExtensionDriver(name: string, setup: ConformanceSetup<ExtensionDriverFixture>): void {
  describeChecks(`${name} keeps the ExtensionDriver contract`, extensionDriverChecks, setup)
}

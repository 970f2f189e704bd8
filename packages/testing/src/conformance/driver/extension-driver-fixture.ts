import type { ExtendedResource, ExtensionDriver } from '@netloom/core'
import type { Store } from '@netloom/core/store'

/** What the kit has to know of an extension driver. */
export interface ExtensionDriverFixture {
  readonly driver: ExtensionDriver
  /** A new, empty, initialised store, with the driver's own tables. */
  readonly store: Store
  /** Its attributes with values that it accepts. */
  readonly accepted: Readonly<Partial<Record<ExtendedResource, Readonly<Record<string, unknown>>>>>
  /** … and with values that cannot be right, one set for each refusal. */
  readonly refused?: Readonly<Partial<Record<ExtendedResource, readonly Readonly<Record<string, unknown>>[]>>>
}

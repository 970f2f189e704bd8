import type { DriverModule, Logger, Store, SwitchRenderer } from '@netloom/core'
import type { Faults } from '../fakes/lossy-channel.ts'

export interface FleetOptions {
  /** Same seed, same run. */
  readonly seed: number
  readonly hosts: number
  /** Drivers of a controller; called anew for each one that starts. */
  readonly modules: () => readonly DriverModule[]
  readonly store: Store
  readonly renderer: (host: { readonly name: string; readonly vtep: string }) => SwitchRenderer
  /** What happens to frames of all agent links, both ways. Default nothing. */
  readonly faults?: Faults
  readonly logger?: Logger
}

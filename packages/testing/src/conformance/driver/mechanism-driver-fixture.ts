import type { AgentConfigurations, MechanismDriver, ProviderSegment } from '@netloom/core'
import type { Store } from '@netloom/core/store'

/** What the kit has to know of a mechanism driver. */
export interface MechanismDriverFixture {
  readonly driver: MechanismDriver
  /** A new, empty, initialised store. */
  readonly store: Store
  /** A segment it works with. */
  readonly segment: ProviderSegment
  /** What its agent says on a host where it can bind that segment; ignored by drivers without agent. */
  readonly agentConfigurations?: AgentConfigurations
  /** Lines that the driver has logged so far. Absent = only the console is heard. */
  logged?(): readonly string[]
}

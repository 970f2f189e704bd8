import type { Clock, Logger, Ml2Options } from '@netloom/core'
import type { Store } from '@netloom/core/store'
import type { AgentDirectory } from '../agent-directory/agent-directory.ts'
import type { AgentZones } from '../agent-directory/agent-zones.ts'
import type { ExtensionManager } from '../extensions/extension-manager.ts'
import type { MechanismManager } from '../drivers/mechanism-manager.ts'
import type { PortExtensions } from './port-extensions.ts'
import type { StandbyHosts } from './standby-ports.ts'
import type { SharedTypes } from './shareable-types.ts'
import type { TypeManager } from '../drivers/type-manager.ts'

/** What the services of one netloom instance share. */
export interface Ml2Environment {
  readonly store: Store
  readonly options: Ml2Options
  readonly types: TypeManager
  readonly mechanisms: MechanismManager
  readonly extensions: ExtensionManager
  readonly portExtensions: PortExtensions
  readonly standby: StandbyHosts
  readonly agents: AgentDirectory
  readonly zones: AgentZones
  /** What can be shared, services' objects among it. */
  readonly sharedTypes: SharedTypes
  readonly clock: Clock
  readonly logger: Logger
}

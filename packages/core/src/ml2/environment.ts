import type { Clock } from '../clock.ts'
import type { Logger } from '../logger.ts'
import type { Store } from '../store/store.ts'
import type { AgentDirectory } from './agents/agent-directory.ts'
import type { ExtensionManager } from './extension-manager.ts'
import type { MechanismManager } from './mechanism-manager.ts'
import type { Ml2Options } from './ml2-options.ts'
import type { TypeManager } from './type-manager.ts'

/** What the services of one netloom instance share. */
export interface Ml2Environment {
  readonly store: Store
  readonly options: Ml2Options
  readonly types: TypeManager
  readonly mechanisms: MechanismManager
  readonly extensions: ExtensionManager
  readonly agents: AgentDirectory
  readonly clock: Clock
  readonly logger: Logger
}

/** ISO 8601 UTC with seconds, as the API shows it. */
export function timestamp(clock: Clock): string {
  return `${clock.date().toISOString().slice(0, 19)}Z`
}

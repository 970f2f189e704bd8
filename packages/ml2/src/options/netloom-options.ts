import type { Clock, DriverModule, Logger, Ml2Options, ServiceModule } from '@netloom/core'
import type { Store } from '@netloom/core/store'
import type { HookDeadlines } from '../hooks/hook-runner.ts'
import type { MayWatch } from '../link/agent-permissions.ts'

export interface NetloomOptions {
  /** Drivers, in order, and services, which start after those that they require. */
  readonly modules: readonly (DriverModule | ServiceModule)[]
  readonly store: Store
  readonly ml2?: Partial<Ml2Options>
  /** How long drivers' hooks are waited for. */
  readonly hookDeadlines?: Partial<HookDeadlines>
  readonly logger?: Logger
  readonly clock?: Clock
  /** About how many changes the store's log keeps, for agents that come back. Default 50,000. */
  readonly retainedChanges?: number
  /** Which agents may watch topics of kinds that drivers of yours publish. Default: those that end in the agent's host. */
  readonly mayWatch?: MayWatch
}

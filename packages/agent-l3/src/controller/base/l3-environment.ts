import type { AgentSchedule, ServiceEnvironment } from '@netloom/core'
import type { PortWork } from './port-work.ts'
import type { ParsedL3ServiceOptions } from './l3-service-options.ts'

/** What the parts of the service share. */
export interface L3Environment {
  readonly engine: ServiceEnvironment
  readonly options: ParsedL3ServiceOptions
  readonly work: PortWork
  /** The routers and their agents. */
  readonly schedule: AgentSchedule
}

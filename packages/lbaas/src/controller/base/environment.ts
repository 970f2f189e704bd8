import type { AgentSchedule, ServiceEnvironment } from '@netloom/core'
import type { ParsedLbaasOptions } from './lbaas-options.ts'

export interface LbEnvironment {
  readonly engine: ServiceEnvironment
  readonly options: ParsedLbaasOptions
  readonly schedule: AgentSchedule
}

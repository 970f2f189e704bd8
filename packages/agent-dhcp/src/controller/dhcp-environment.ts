import type { ServiceEnvironment } from '@netloom/core'
import type { ParsedDhcpServiceOptions } from './dhcp-service-options.ts'

/** What the parts of the service share. */
export interface DhcpEnvironment {
  readonly engine: ServiceEnvironment
  readonly options: ParsedDhcpServiceOptions
}

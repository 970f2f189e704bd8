import type { ServiceEnvironment } from '@netloom/core'
import type { Dialect } from '../model/dialect.ts'
import type { Enforcement } from '../enforcement/enforcement.ts'

/** What the services of one version share. */
export interface FirewallEnvironment {
  readonly engine: ServiceEnvironment
  readonly dialect: Dialect
  readonly enforcement: Enforcement
}

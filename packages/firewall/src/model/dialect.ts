import type { FirewallErrors } from '../errors/firewall-errors.ts'
import { errorsV1 } from '../errors/errors-v1.ts'
import { errorsV2 } from '../errors/errors-v2.ts'
import type { ApiVersion } from '../store/tables.ts'

/** What the two versions of the API differ in, for the parts that serve both. */
export interface Dialect {
  readonly version: ApiVersion
  readonly errors: FirewallErrors
  /** What applies policies, as quotas and entries of `rbac_policies` name it. */
  readonly firewallType: 'firewall' | 'firewall_group'
}

export const V1: Dialect = { version: 1, errors: errorsV1, firewallType: 'firewall' }
export const V2: Dialect = { version: 2, errors: errorsV2, firewallType: 'firewall_group' }

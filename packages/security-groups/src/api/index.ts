import type { ServiceApi } from '@netloom/api'
import { addressGroupResource } from './address-group.ts'
import { defaultSecurityGroupRuleResource } from './default-security-group-rule.ts'
import { securityGroupResource } from './security-group.ts'
import { securityGroupRuleResource } from './security-group-rule.ts'

/** What security groups add to the API; `security_groups` of ports comes with the service itself. */
export const serviceApi: ServiceApi = {
  service: 'security-groups',
  packageName: '@netloom/security-groups',
  resources: [securityGroupResource, securityGroupRuleResource, defaultSecurityGroupRuleResource, addressGroupResource],
}

import type { ServiceApi } from '@netloom/api'
import { V1, V2 } from '../model/dialect.ts'
import { firewallResource } from './firewall-resource.ts'
import { groupResource } from './group-resource.ts'
import { policyResource } from './policy-resource.ts'
import { ruleResource } from './rule-resource.ts'

const packageName = '@netloom/firewall'

/** `/v2.0/fw/…` */
export const firewallApi: ServiceApi = {
  service: 'firewall',
  packageName,
  resources: [firewallResource, policyResource(V1, 'fw', 'fwaas'), ruleResource(V1, 'fw', 'fwaas')],
}

/** `/v2.0/fwaas/…` */
export const firewallV2Api: ServiceApi = {
  service: 'firewall_v2',
  packageName,
  resources: [groupResource, policyResource(V2, 'fwaas', 'fwaas_v2'), ruleResource(V2, 'fwaas', 'fwaas_v2')],
}

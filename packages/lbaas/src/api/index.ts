import type { ServiceApi } from '@netloom/api'
import { healthMonitorResource } from './v2/health-monitor.ts'
import { l7PolicyResource, ruleResource } from './v2/l7.ts'
import { listenerResource } from './v2/listener.ts'
import { loadBalancerResource } from './v2/load-balancer.ts'
import { memberResource } from './v2/member.ts'
import { poolResource } from './v2/pool.ts'
import { providerResource } from './v2/providers.ts'
import { quotaResource } from './v2/quotas.ts'

/** `/v2.0/lbaas/…`, as Octavia has it. */
export const serviceApi: ServiceApi = {
  service: 'lbaasv2',
  packageName: '@netloom/lbaas',
  resources: [
    loadBalancerResource,
    listenerResource,
    poolResource,
    memberResource,
    healthMonitorResource,
    l7PolicyResource,
    ruleResource,
    providerResource,
    quotaResource,
  ],
}

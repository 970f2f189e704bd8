import type { ServiceApi } from '@netloom/api'
import { conntrackHelperResource } from './conntrack-helper.ts'
import { floatingIpResource } from './floating-ip.ts'
import { l3AgentActions, l3RouterActions } from './l3-agent-actions.ts'
import { portForwardingResource } from './port-forwarding.ts'
import { routerResource } from './router.ts'

/** What routers add to the API. */
export const serviceApi: ServiceApi = {
  service: 'router',
  packageName: '@netloom/agent-l3',
  resources: [routerResource, floatingIpResource, portForwardingResource, conntrackHelperResource],
  extensions: { agent: { actions: l3RouterActions }, router: { actions: l3AgentActions } },
}

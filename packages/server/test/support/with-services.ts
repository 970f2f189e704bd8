import { dhcp } from '@netloom/agent-dhcp'
import { serviceApi as dhcpApi } from '@netloom/agent-dhcp/api'
import { routers } from '@netloom/agent-l3'
import { serviceApi as routersApi } from '@netloom/agent-l3/api'
import { type Resource, RESOURCES, serviceResources } from '@netloom/api'
import type { ServiceModule } from '@netloom/core'
import { securityGroups } from '@netloom/security-groups'
import { serviceApi as securityGroupsApi } from '@netloom/security-groups/api'

/** Everything that the command's API offers: Neutron's resources, and those of the services that it always starts. */
export const ALL_RESOURCES: readonly Resource[] = serviceResources(RESOURCES, [dhcpApi, routersApi, securityGroupsApi])

/** Options of `startApi`: a controller with these services. DHCP servers' ports do not come at moments of their own. */
export const WITH_SERVICES: { readonly services: readonly ServiceModule[]; readonly resources: readonly Resource[] } = {
  services: [dhcp({ networkAutoSchedule: false }), routers(), securityGroups()],
  resources: ALL_RESOURCES,
}

import { dhcp } from '@netloom/agent-dhcp'
import { serviceApi } from '@netloom/agent-dhcp/api'
import { type Resource, RESOURCES, serviceResources } from '@netloom/api'
import type { ServiceModule } from '@netloom/core'

/** Everything that the command's API offers: Neutron's resources with what DHCP adds to them. */
export const ALL_RESOURCES: readonly Resource[] = serviceResources(RESOURCES, [serviceApi])

/** Options of `startApi`: a controller with DHCP. Its servers' ports do not come at moments of their own. */
export const WITH_DHCP: { readonly services: readonly ServiceModule[]; readonly resources: readonly Resource[] } = {
  services: [dhcp({ networkAutoSchedule: false })],
  resources: ALL_RESOURCES,
}

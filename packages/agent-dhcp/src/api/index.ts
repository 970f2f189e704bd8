import type { ServiceApi } from '@netloom/api'
import { dhcpAgentActions, dhcpNetworkActions } from './dhcp-actions.ts'

/** What DHCP adds to Neutron's agents and networks. */
export const serviceApi: ServiceApi = {
  service: 'dhcp',
  packageName: '@netloom/agent-dhcp',
  extensions: { agent: { actions: dhcpNetworkActions }, network: { actions: dhcpAgentActions } },
}

import { DHCP_NETWORK_KIND, dhcpNetworkTopic, dhcpTopic } from '@netloom/core/dhcp'
import { networkKey, subnetKey } from '@netloom/core/wire'
import type { StoreRows } from './store-rows.ts'

/** What DHCP agents must be told: the networks they serve, and of each of those its subnets and its ports with addresses. */
export function wantedDhcpItems(rows: StoreRows): readonly string[] {
  const hosts = new Map(rows.agents.map(({ id, host }) => [id, host]))
  const assignments = rows.agent_assignments.filter(({ kind }) => kind === DHCP_NETWORK_KIND)
  const served = new Set(assignments.map(({ object_id }) => object_id))
  const addressed = new Set(rows.ip_allocations.map(({ port_id }) => port_id))
  return [
    ...assignments.map(
      ({ agent_id, object_id }) => `${dhcpTopic(hosts.get(agent_id) ?? 'nobody')} ${networkKey(object_id)}`,
    ),
    ...[...served].map((id) => `${dhcpNetworkTopic(id)} network`),
    ...rows.subnets
      .filter(({ network_id }) => served.has(network_id))
      .map(({ id, network_id }) => `${dhcpNetworkTopic(network_id)} ${subnetKey(id)}`),
    ...rows.ports
      .filter(({ id, network_id }) => served.has(network_id) && addressed.has(id))
      .map(({ id, network_id }) => `${dhcpNetworkTopic(network_id)} port/${id}`),
  ]
}

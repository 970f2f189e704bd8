import { INTERFACE_OWNER } from '../base/port-owners.ts'
import { ExternalGatewayForFloatingIpNotFoundError } from '../errors/floating-ip-errors.ts'
import type { PortFacts } from '../rows/port-facts.ts'
import { type Db, tablesIn } from '../store/tables.ts'

/**
 * The router from a subnet to an external network: the one that is the subnet's gateway, else the first.
 * @throws {ExternalGatewayForFloatingIpNotFoundError}
 */
export async function routerFor(
  db: Db,
  { id: portId, networkId }: Pick<PortFacts, 'id' | 'networkId'>,
  subnetId: string,
  externalNetworkId: string,
): Promise<string> {
  const rows = await tablesIn(db)
    .selectFrom('router_ports')
    .innerJoin('routers', 'routers.id', 'router_ports.router_id')
    .innerJoin('ip_allocations', 'ip_allocations.port_id', 'router_ports.port_id')
    .innerJoin('subnets', 'subnets.id', 'ip_allocations.subnet_id')
    .select(['router_ports.router_id', 'ip_allocations.ip_address', 'subnets.gateway_ip'])
    .where('router_ports.network_id', '=', networkId)
    .where('router_ports.port_type', '=', INTERFACE_OWNER)
    .where('ip_allocations.subnet_id', '=', subnetId)
    .where('routers.gateway_network_id', '=', externalNetworkId)
    .orderBy('router_ports.router_id')
    .execute()
  const found = rows.find((row) => row.ip_address === row.gateway_ip) ?? rows[0]
  if (found === undefined) throw new ExternalGatewayForFloatingIpNotFoundError(externalNetworkId, subnetId, portId)
  return found.router_id
}

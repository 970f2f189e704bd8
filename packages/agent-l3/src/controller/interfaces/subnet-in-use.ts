import { RouterInterfaceInUseByFloatingIpError, RouterInterfaceInUseByRouteError } from '../errors/interface-errors.ts'
import { isWithin } from '../routes/judge-routes.ts'
import { loadRouters } from '../rows/router-rows.ts'
import { type Db, tablesIn } from '../store/tables.ts'

interface Prefix {
  readonly id: string
  readonly cidr: string
}

/**
 * The router may let go of the subnet. Floating IPs and port forwardings count that lead to ports with an address of it (LP 1906508).
 * @throws {RouterInterfaceInUseByFloatingIpError} {@link RouterInterfaceInUseByRouteError}
 */
export async function requireSubnetUnused(db: Db, routerId: string, { id, cidr }: Prefix): Promise<void> {
  if ((await leadsInto(db, routerId, id)) || (await forwardsInto(db, routerId, id))) {
    throw new RouterInterfaceInUseByFloatingIpError(routerId, id)
  }
  const [router] = await loadRouters(db, [routerId])
  if (router?.routes.some(({ nexthop }) => isWithin(nexthop, [cidr])) === true) {
    throw new RouterInterfaceInUseByRouteError(routerId, id)
  }
}

async function leadsInto(db: Db, routerId: string, subnetId: string): Promise<boolean> {
  const row = await tablesIn(db)
    .selectFrom('floating_ips')
    .innerJoin('ip_allocations', (join) =>
      join
        .onRef('ip_allocations.port_id', '=', 'floating_ips.port_id')
        .onRef('ip_allocations.ip_address', '=', 'floating_ips.fixed_ip_address'),
    )
    .select('floating_ips.id')
    .where('floating_ips.router_id', '=', routerId)
    .where('ip_allocations.subnet_id', '=', subnetId)
    .limit(1)
    .executeTakeFirst()
  return row !== undefined
}

async function forwardsInto(db: Db, routerId: string, subnetId: string): Promise<boolean> {
  const row = await tablesIn(db)
    .selectFrom('floating_ips')
    .innerJoin('port_forwardings', 'port_forwardings.floating_ip_id', 'floating_ips.id')
    .innerJoin('ip_allocations', (join) =>
      join
        .onRef('ip_allocations.port_id', '=', 'port_forwardings.internal_port_id')
        .onRef('ip_allocations.ip_address', '=', 'port_forwardings.internal_ip_address'),
    )
    .select('port_forwardings.id')
    .where('floating_ips.router_id', '=', routerId)
    .where('ip_allocations.subnet_id', '=', subnetId)
    .limit(1)
    .executeTakeFirst()
  return row !== undefined
}

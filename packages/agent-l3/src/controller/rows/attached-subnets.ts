import { HA_OWNER } from '../base/port-owners.ts'
import { type Db, tablesIn } from '../store/tables.ts'

/** An address of a port of a router, and its subnet. */
export interface AttachedAddress {
  readonly portId: string
  readonly portType: string
  readonly networkId: string
  readonly subnetId: string
  readonly ipAddress: string
  readonly cidr: string
  readonly ipVersion: 4 | 6
}

/** Addresses of all ports of a router towards networks of users; one statement. */
export async function attachedAddresses(db: Db, routerId: string): Promise<readonly AttachedAddress[]> {
  const rows = await tablesIn(db)
    .selectFrom('router_ports')
    .innerJoin('ip_allocations', 'ip_allocations.port_id', 'router_ports.port_id')
    .innerJoin('subnets', 'subnets.id', 'ip_allocations.subnet_id')
    .select([
      'router_ports.port_id',
      'router_ports.port_type',
      'router_ports.network_id',
      'ip_allocations.subnet_id',
      'ip_allocations.ip_address',
      'subnets.cidr',
      'subnets.ip_version',
    ])
    .where('router_ports.router_id', '=', routerId)
    .where('router_ports.port_type', '!=', HA_OWNER)
    .orderBy('router_ports.port_id')
    .execute()
  return rows.map((row) => ({
    portId: row.port_id,
    portType: row.port_type,
    networkId: row.network_id,
    subnetId: row.subnet_id,
    ipAddress: row.ip_address,
    cidr: row.cidr,
    ipVersion: row.ip_version === 4 ? 4 : 6,
  }))
}

import { HA_OWNER } from '../base/port-owners.ts'
import { type Db, tablesIn } from '../store/tables.ts'

/** Ports of a router that are not on this host. */
export async function misplacedPorts(db: Db, routerId: string, host: string): Promise<readonly string[]> {
  const rows = await tablesIn(db)
    .selectFrom('router_ports')
    .innerJoin('port_bindings', 'port_bindings.port_id', 'router_ports.port_id')
    .select('router_ports.port_id')
    .where('router_ports.router_id', '=', routerId)
    .where('router_ports.port_type', '!=', HA_OWNER)
    .where('port_bindings.host', '!=', host)
    .orderBy('router_ports.port_id')
    .execute()
  return rows.map((row) => row.port_id)
}

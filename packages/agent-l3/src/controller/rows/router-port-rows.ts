import type { Transaction } from '@netloom/core/store'
import { ROUTER_KIND } from '../../wire/router-topics.ts'
import { type Db, type RouterPortRow, tablesIn } from '../store/tables.ts'

export async function routerPorts(db: Db, routerId: string): Promise<readonly RouterPortRow[]> {
  return tablesIn(db)
    .selectFrom('router_ports')
    .selectAll()
    .where('router_id', '=', routerId)
    .orderBy('port_id')
    .execute()
}

/** Ports on a network of routers that some agent has. */
export async function hostedPortsOn(db: Db, networkId: string): Promise<readonly RouterPortRow[]> {
  return tablesIn(db)
    .selectFrom('router_ports')
    .selectAll()
    .where('network_id', '=', networkId)
    .where((eb) =>
      eb.exists(
        eb
          .selectFrom('agent_assignments')
          .select('agent_assignments.agent_id')
          .whereRef('agent_assignments.object_id', '=', 'router_ports.router_id')
          .where('agent_assignments.kind', '=', ROUTER_KIND),
      ),
    )
    .orderBy('port_id')
    .execute()
}

/** The router that a port is of; undefined = it is of none. */
export async function routerOfPort(db: Db, portId: string): Promise<RouterPortRow | undefined> {
  return tablesIn(db).selectFrom('router_ports').selectAll().where('port_id', '=', portId).executeTakeFirst()
}

export async function insertRouterPort({ db }: Transaction, row: RouterPortRow): Promise<void> {
  await tablesIn(db).insertInto('router_ports').values(row).execute()
}

export async function deleteRouterPort({ db }: Transaction, portId: string): Promise<void> {
  await tablesIn(db).deleteFrom('router_ports').where('port_id', '=', portId).execute()
}

import type { Transaction } from '@netloom/core/store'
import { type Db, type RouterPortRow, tablesIn } from '../store/tables.ts'

export async function routerPorts(db: Db, routerId: string): Promise<readonly RouterPortRow[]> {
  return tablesIn(db)
    .selectFrom('router_ports')
    .selectAll()
    .where('router_id', '=', routerId)
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

import type { L3Environment } from '../base/l3-environment.ts'
import { HA_OWNER } from '../base/port-owners.ts'
import { tablesIn } from '../store/tables.ts'
import { removeUnusedHaNetworks } from './ha-networks.ts'
import { removeHaPort } from './ha-ports.ts'

/** What is left of HA routers that have gone: their ports on the HA network, and networks without a router. Harmless when repeated. */
export async function removeHaLeftovers(env: Pick<L3Environment, 'engine' | 'work'>): Promise<void> {
  const { db } = env.engine.store
  const lost = await tablesIn(db)
    .selectFrom('router_ports')
    .leftJoin('routers', 'routers.id', 'router_ports.router_id')
    .select(['router_ports.port_id', 'router_ports.router_id'])
    .where('router_ports.port_type', '=', HA_OWNER)
    .where((eb) => eb.or([eb('routers.id', 'is', null), eb('routers.ha', '=', 0)]))
    .execute()
  for (const row of lost) await removeHaPort(env, row.router_id, row.port_id)
  await removeUnusedHaNetworks(env, { requestId: 'req-l3-ha' })
}

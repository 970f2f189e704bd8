import type { RequestContext } from '@netloom/core'
import { requireRevision } from '@netloom/core/kit'
import type { Transaction } from '@netloom/core/store'
import { GATEWAY_OWNER, HA_OWNER } from '../base/port-owners.ts'
import { RouterExternalGatewayInUseByFloatingIpError, RouterInUseError } from '../errors/router-errors.ts'
import type { L3Environment } from '../base/l3-environment.ts'
import { removeHaLeftovers } from '../ha/ha-leftovers.ts'
import { dropHaStates } from '../ha/ha-states.ts'
import { anyFloatingIp } from '../rows/floating-ip-rows.ts'
import { routerPorts } from '../rows/router-port-rows.ts'
import { tablesIn } from '../store/tables.ts'
import { visibleRouter } from '../router-row/visible-router.ts'

/** With its gateway, in one transaction: a router that is in use keeps all it has (LP 2162868). */
export async function deleteRouter(
  env: L3Environment,
  context: RequestContext,
  id: string,
  ifRevision?: number,
): Promise<void> {
  const { engine } = env
  const { gatewayPortId, ha } = await visibleRouter(engine.store.db, context, id)
  const remove = (tx: Transaction): Promise<void> => deleteRouterIn(env, tx, context, id, ifRevision)
  if (gatewayPortId === null) await engine.store.transaction(remove)
  else await env.work.run(context, remove, (own) => engine.ports.delete(own, gatewayPortId))
  if (ha !== null) await removeHaLeftovers(env)
}

async function deleteRouterIn(
  { engine, schedule }: L3Environment,
  tx: Transaction,
  context: RequestContext,
  id: string,
  ifRevision?: number,
): Promise<void> {
  const router = await visibleRouter(tx.db, context, id)
  requireRevision(ifRevision, router)
  const interfaces = (await routerPorts(tx.db, id)).filter(
    ({ port_type: type }) => type !== GATEWAY_OWNER && type !== HA_OWNER,
  )
  if (interfaces.length > 0) {
    const ids = interfaces.map((row) => row.port_id).join(', ')
    throw new RouterInUseError(id, `has ports still attached: ${ids}`)
  }
  if (await anyFloatingIp(tx.db, 'router_id', id)) {
    throw new RouterExternalGatewayInUseByFloatingIpError(id, router.gatewayNetworkId ?? 'None')
  }
  await schedule.forget(tx, id)
  const db = tablesIn(tx.db)
  await db.deleteFrom('conntrack_helpers').where('router_id', '=', id).execute()
  await dropHaStates(tx, id)
  // Its ports on the HA network go afterwards, each in a transaction of its own.
  await db.deleteFrom('router_ports').where('router_id', '=', id).where('port_type', '!=', HA_OWNER).execute()
  await db.deleteFrom('routers').where('id', '=', id).execute()
  await engine.quotas.giveBack(tx, [{ projectId: router.projectId, resource: 'router' }])
}

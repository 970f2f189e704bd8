import type { RequestContext } from '@netloom/core'
import { requireRevision, timestamp } from '@netloom/core/kit'
import type { Transaction } from '@netloom/core/store'
import type { L3Environment } from '../base/l3-environment.ts'
import type { RouterUpdate } from '../model/router.ts'
import { routerWrite } from '../items/router-writes.ts'
import { judgeRoutes } from '../routes/judge-routes.ts'
import { attachedAddresses } from '../rows/attached-subnets.ts'
import { convert } from '../ha/convert.ts'
import { dropHaStates } from '../ha/ha-states.ts'
import { saveRouter, type StoredRouter } from '../rows/router-rows.ts'
import { isHosted } from '../rows/host-of-router.ts'
import { visibleRouter } from './visible-router.ts'

/** What becomes of the gateway in a router's row. */
export type GatewayChange = Pick<StoredRouter, 'gatewayPortId' | 'gatewayNetworkId' | 'enableSnat'>

export interface RouterChange {
  readonly context: RequestContext
  readonly id: string
  readonly ifRevision?: number | undefined
  /** What to change, said of the router as it is. */
  readonly change: (router: StoredRouter) => RouterUpdate
  /** The HA network of the router's project, where the change may put it there. */
  readonly haNetworkId?: string | undefined
}

/** Everything but the gateway's port; `gateway` = what became of that. */
export async function updateRouterIn(
  env: L3Environment,
  tx: Transaction,
  { context, id, ifRevision, change: changeOf, haNetworkId }: RouterChange,
  gateway?: (before: StoredRouter) => Promise<GatewayChange>,
): Promise<StoredRouter> {
  const { engine, options, schedule } = env
  const before = await visibleRouter(tx.db, context, id)
  requireRevision(ifRevision, before)
  const change = changeOf(before)
  const routes = change.routes ?? before.routes
  if (change.routes !== undefined) {
    const attached = await attachedAddresses(tx.db, id)
    const reach = { cidrs: attached.map(({ cidr }) => cidr), addresses: attached.map(({ ipAddress }) => ipAddress) }
    judgeRoutes(id, routes, reach, options.maxRoutes)
  }
  const adminStateUp = change.adminStateUp ?? before.adminStateUp
  const ha = await convert(tx, before, { ha: change.ha, adminStateUp }, haNetworkId)
  const after: StoredRouter = {
    ...before,
    name: change.name ?? before.name,
    description: change.description ?? before.description,
    adminStateUp,
    ha,
    routes,
    ...(await gateway?.({ ...before, routes })),
    revisionNumber: before.revisionNumber + 1,
    updatedAt: timestamp(engine.clock),
  }
  await saveRouter(tx.db, after)
  if (ha !== before.ha) {
    // Its agents work on it in another way: it is given out anew.
    await schedule.forget(tx, id)
    await dropHaStates(tx, id)
  }
  const write = routerWrite(after, options.l3HaNetCidr)
  const isNews = JSON.stringify(routerWrite(before, options.l3HaNetCidr).body) !== JSON.stringify(write.body)
  if (isNews && (await isHosted(tx.db, id))) await engine.publish(tx, [write])
  return after
}

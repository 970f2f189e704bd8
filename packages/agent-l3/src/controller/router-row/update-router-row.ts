import type { RequestContext } from '@netloom/core'
import { requireRevision, timestamp } from '@netloom/core/kit'
import type { Transaction } from '@netloom/core/store'
import type { L3Environment } from '../base/l3-environment.ts'
import type { RouterUpdate } from '../model/router.ts'
import { routerWrite } from '../items/router-writes.ts'
import { judgeRoutes } from '../routes/judge-routes.ts'
import { attachedAddresses } from '../rows/attached-subnets.ts'
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
}

/** Everything but the gateway's port; `gateway` = what became of that. */
export async function updateRouterIn(
  env: L3Environment,
  tx: Transaction,
  { context, id, ifRevision, change: changeOf }: RouterChange,
  gateway?: (before: StoredRouter) => Promise<GatewayChange>,
): Promise<StoredRouter> {
  const { engine, options } = env
  const before = await visibleRouter(tx.db, context, id)
  requireRevision(ifRevision, before)
  const change = changeOf(before)
  const routes = change.routes ?? before.routes
  if (change.routes !== undefined) {
    const attached = await attachedAddresses(tx.db, id)
    const reach = { cidrs: attached.map(({ cidr }) => cidr), addresses: attached.map(({ ipAddress }) => ipAddress) }
    judgeRoutes(id, routes, reach, options.maxRoutes)
  }
  const after: StoredRouter = {
    ...before,
    name: change.name ?? before.name,
    description: change.description ?? before.description,
    adminStateUp: change.adminStateUp ?? before.adminStateUp,
    routes,
    ...(await gateway?.({ ...before, routes })),
    revisionNumber: before.revisionNumber + 1,
    updatedAt: timestamp(engine.clock),
  }
  await saveRouter(tx.db, after)
  const isNews = JSON.stringify(routerWrite(before).body) !== JSON.stringify(routerWrite(after).body)
  if (isNews && (await isHosted(tx.db, id))) await engine.publish(tx, [routerWrite(after)])
  return after
}

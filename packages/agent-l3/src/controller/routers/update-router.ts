import { parseInput } from '@netloom/core/kit'
import { routerUpdateInput } from '../base/inputs.ts'
import { changeGateway, GatewayMovedError } from '../gateways/change-gateway.ts'
import { removeHaLeftovers } from '../ha/ha-leftovers.ts'
import { withHaNetworks } from '../ha/ha-networks.ts'
import type { L3Environment } from '../base/l3-environment.ts'
import type { StoredRouter } from '../rows/router-rows.ts'
import { refuseUnoffered } from './refuse-unoffered.ts'
import { type RouterChange, updateRouterIn } from '../router-row/update-router-row.ts'
import { visibleRouter } from '../router-row/visible-router.ts'

const TRIES = 10

/** One transaction, with what becomes of the gateway's port. */
export async function updateRouter(env: L3Environment, change: RouterChange): Promise<StoredRouter> {
  for (let attempt = 1; ; attempt++) {
    try {
      return await updateOnce(env, change)
    } catch (error) {
      if (!(error instanceof GatewayMovedError) || attempt >= TRIES) throw error
    }
  }
}

async function updateOnce(env: L3Environment, change: RouterChange): Promise<StoredRouter> {
  const { context, id } = change
  const seen = await visibleRouter(env.engine.store.db, context, id)
  const first = parseInput(routerUpdateInput, change.change(seen))
  refuseUnoffered(first)
  const { externalGatewayInfo: gateway, ha } = first
  const write = (made: RouterChange): Promise<StoredRouter> =>
    gateway === undefined
      ? env.engine.store.transaction((tx) => updateRouterIn(env, tx, made))
      : changeGateway(env, made, seen, gateway)
  const converts = typeof ha === 'boolean' && ha !== (seen.ha !== null)
  if (!converts) return write(change)
  const withHa = ha ? [seen.projectId] : []
  try {
    return await withHaNetworks(env, context, withHa, (networks) =>
      write({ ...change, haNetworkId: networks.get(seen.projectId) }),
    )
  } finally {
    env.schedule.due(id)
    await removeHaLeftovers(env)
  }
}

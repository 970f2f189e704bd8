import type { FixedIpRequest, PortContext, RequestContext } from '@netloom/core'
import type { Transaction } from '@netloom/core/store'
import { randomUUID } from 'node:crypto'
import { GATEWAY_OWNER } from '../base/port-owners.ts'
import type { Work } from '../base/port-work.ts'
import type { L3Environment } from '../base/l3-environment.ts'
import type { GatewayRequest } from '../model/router.ts'
import { interfaceGone, interfaceWrite } from '../items/router-writes.ts'
import { type RouterChange, updateRouterIn } from '../router-row/update-router-row.ts'
import { attachedAddresses } from '../rows/attached-subnets.ts'
import { deleteRouterPort, insertRouterPort } from '../rows/router-port-rows.ts'
import type { StoredRouter } from '../rows/router-rows.ts'
import { hostOfRouter, isHosted } from '../rows/host-of-router.ts'
import { asksForOthers } from './address-change.ts'
import { gatewayPort } from './gateway-port.ts'
import { judgeGateway, requireVisibleNetwork } from './judge-gateway.ts'

/** Sets, changes or takes away the gateway, and the rest of the change with it. */
export async function changeGateway(
  env: L3Environment,
  change: RouterChange,
  seen: StoredRouter,
  wanted: GatewayRequest | null,
): Promise<StoredRouter> {
  const { engine } = env
  const { context } = change
  if (wanted !== null) await requireVisibleNetwork(env, context, wanted)
  await judgeGateway(env, engine.store.db, { ...seen, routes: change.change(seen).routes ?? seen.routes }, wanted)
  const old = seen.gatewayPortId
  const write = (tx: Transaction, portId: string | null): Promise<StoredRouter> =>
    updateRouterIn(env, tx, change, async (before) => {
      if (before.gatewayPortId !== old) throw new GatewayMovedError()
      await judgeGateway(env, tx.db, before, wanted)
      return {
        gatewayPortId: portId,
        gatewayNetworkId: wanted?.networkId ?? null,
        enableSnat: wanted?.enableSnat ?? env.options.enableSnatByDefault,
      }
    })
  if (wanted === null)
    return old === null ? engine.store.transaction((tx) => write(tx, null)) : removePort(env, context, old, write)
  const { externalFixedIps = [] } = wanted
  if (seen.gatewayNetworkId !== wanted.networkId || old === null) {
    const made = await makePort(env, context, seen.id, wanted, write)
    if (old !== null) await dropPort(env, context, seen.id, old)
    return made
  }
  const held = (await attachedAddresses(engine.store.db, seen.id)).filter(({ portId }) => portId === old)
  if (!asksForOthers(held, externalFixedIps)) return engine.store.transaction((tx) => write(tx, old))
  return updatePort(env, context, old, externalFixedIps, write)
}

/** Somebody else changed the gateway meanwhile: the request is looked at anew. */
export class GatewayMovedError extends Error {}

type Write = (tx: Transaction, portId: string | null) => Promise<StoredRouter>

/** What `call` makes of a port, with the router's row in its transaction. */
async function together(
  env: L3Environment,
  context: RequestContext,
  work: (tx: Transaction, port: PortContext) => Promise<StoredRouter>,
  call: (own: RequestContext) => Promise<unknown>,
): Promise<StoredRouter> {
  const result: { router?: StoredRouter } = {}
  const keep: Work = async (tx, port) => {
    result.router = await work(tx, port)
  }
  await env.work.run(context, keep, call)
  if (result.router === undefined) throw new TypeError('the port of a gateway was written without its router')
  return result.router
}

async function makePort(
  env: L3Environment,
  context: RequestContext,
  routerId: string,
  wanted: GatewayRequest,
  write: Write,
): Promise<StoredRouter> {
  const { engine, schedule } = env
  const port = gatewayPort(routerId, randomUUID(), wanted.networkId, wanted.externalFixedIps)
  const host = await hostOfRouter(engine.store.db, routerId)
  const router = await together(
    env,
    context,
    async (tx, { current, network }) => {
      const after = await write(tx, port.id)
      const row = { port_id: port.id, router_id: routerId, network_id: port.networkId, port_type: GATEWAY_OWNER }
      await insertRouterPort(tx, row)
      if (await isHosted(tx.db, routerId)) {
        const subnets = await engine.rows.subnetsOf(tx.db, network.id)
        await engine.publish(tx, [interfaceWrite({ routerId, port: current, mtu: network.mtu, subnets })])
      }
      return after
    },
    (own) => engine.ports.create(own, host === undefined ? port : { ...port, host }),
  )
  // it may have got its host since, or get one now that it has a gateway
  schedule.due(routerId)
  return router
}

function removePort(env: L3Environment, context: RequestContext, portId: string, write: Write): Promise<StoredRouter> {
  return together(
    env,
    context,
    async (tx, { current }) => {
      const router = await write(tx, null)
      await withdrawPort(env, tx, router.id, current)
      return router
    },
    (own) => env.engine.ports.delete(own, portId),
  )
}

/** The new gateway is there: the old one goes. */
async function dropPort(env: L3Environment, context: RequestContext, routerId: string, portId: string): Promise<void> {
  await env.work.run(
    context,
    (tx, { current }) => withdrawPort(env, tx, routerId, current),
    (own) => env.engine.ports.delete(own, portId),
  )
}

/** A port of a router goes: nobody may watch for it any more. */
export async function withdrawPort(
  { engine }: Pick<L3Environment, 'engine'>,
  tx: Transaction,
  routerId: string,
  port: PortContext['current'],
): Promise<void> {
  await deleteRouterPort(tx, port.id)
  if (await isHosted(tx.db, routerId)) await engine.publish(tx, [interfaceGone(routerId, port)])
}

function updatePort(
  env: L3Environment,
  context: RequestContext,
  portId: string,
  fixedIps: readonly FixedIpRequest[],
  write: Write,
): Promise<StoredRouter> {
  // what hosts are told of the changed port is the listener's
  return together(
    env,
    context,
    (tx) => write(tx, portId),
    (own) => env.engine.ports.update(own, portId, { fixedIps }),
  )
}

import type { PortCreate, RequestContext } from '@netloom/core'
import { insertChunks, mapInTurns, ownerOf, parseInput, timestamp } from '@netloom/core/kit'
import type { Transaction } from '@netloom/core/store'
import { randomUUID } from 'node:crypto'
import { routerCreateInput } from '../base/inputs.ts'
import { GATEWAY_OWNER } from '../base/port-owners.ts'
import { judgeGateway, requireVisibleNetwork } from '../gateways/judge-gateway.ts'
import type { L3Environment } from '../base/l3-environment.ts'
import type { RouterCreate } from '../model/router.ts'
import { gatewayPort } from '../gateways/gateway-port.ts'
import { removeHaLeftovers } from '../ha/ha-leftovers.ts'
import { takeVirtualRouter, withHaNetworks } from '../ha/ha-networks.ts'
import { insertRouterPort } from '../rows/router-port-rows.ts'
import { routerRow, type StoredRouter } from '../rows/router-rows.ts'
import { tablesIn } from '../store/tables.ts'
import { requireZones } from './require-zones.ts'
import { refuseUnoffered } from './refuse-unoffered.ts'

interface Draft {
  readonly router: StoredRouter
  /** The port of its gateway, to be made. */
  readonly port?: PortCreate & { readonly id: string }
  readonly create: RouterCreate
  readonly isHa: boolean
}

/** All or none, with the ports of their gateways, in one transaction. */
export async function createRouters(
  env: L3Environment,
  context: RequestContext,
  requests: readonly RouterCreate[],
): Promise<readonly StoredRouter[]> {
  const creates = await mapInTurns(requests, (request) => parseInput(routerCreateInput, request))
  for (const create of creates) refuseUnoffered(create)
  const drafts = creates.map((create) => draftOf(env, ownerOf(context, create.projectId), create))
  for (const { router, create } of drafts) {
    const { externalGatewayInfo: gateway } = create
    if (gateway === undefined || gateway === null) continue
    await requireVisibleNetwork(env, context, gateway)
    await judgeGateway(env, env.engine.store.db, router, gateway)
  }
  const withHa = drafts.flatMap(({ router, isHa }) => (isHa ? [router.projectId] : []))
  try {
    const made = await withHaNetworks(env, context, withHa, (networks) => writeAll(env, context, drafts, networks))
    for (const { id } of made) env.schedule.due(id)
    return made
  } catch (error) {
    // It was made for routers that were refused.
    if (withHa.length > 0) await removeHaLeftovers(env)
    throw error
  }
}

async function writeAll(
  env: L3Environment,
  context: RequestContext,
  drafts: readonly Draft[],
  networks: ReadonlyMap<string, string>,
): Promise<readonly StoredRouter[]> {
  const ports = drafts.flatMap(({ port }) => port ?? [])
  if (ports.length === 0) return env.engine.store.transaction((tx) => insertAll(env, tx, drafts, networks))
  let made: readonly StoredRouter[] = []
  await env.work.run(
    context,
    async (tx, { current }) => {
      if (current.id === ports[0]?.id) made = await insertAll(env, tx, drafts, networks)
    },
    (own) => env.engine.ports.createMany(own, ports),
  )
  return made
}

async function insertAll(
  env: L3Environment,
  tx: Transaction,
  drafts: readonly Draft[],
  networks: ReadonlyMap<string, string>,
): Promise<readonly StoredRouter[]> {
  await env.engine.quotas.take(
    tx,
    drafts.map(({ router: { projectId } }) => ({ projectId, resource: 'router' })),
  )
  for (const { router } of drafts) await requireZones(tx.db, router.availabilityZoneHints)
  const written: StoredRouter[] = []
  const plain: StoredRouter[] = []
  for (const { router, isHa } of drafts) {
    if (!isHa) plain.push(router)
    else {
      // One after the other: each takes a number that those before it have left.
      const ha = await takeVirtualRouter(tx, router, networks.get(router.projectId))
      await tablesIn(tx.db)
        .insertInto('routers')
        .values(routerRow({ ...router, ha }))
        .execute()
      written.push({ ...router, ha })
    }
  }
  for (const piece of insertChunks(plain)) {
    await tablesIn(tx.db).insertInto('routers').values(piece.map(routerRow)).execute()
  }
  for (const { router, port, create } of drafts) {
    if (port === undefined) continue
    // without the gateway that it is about to have
    const bare = { ...router, gatewayPortId: null, gatewayNetworkId: null }
    await judgeGateway(env, tx.db, bare, create.externalGatewayInfo ?? null)
    const row = { port_id: port.id, router_id: router.id, network_id: port.networkId, port_type: GATEWAY_OWNER }
    await insertRouterPort(tx, row)
  }
  const byId = new Map(written.map((router) => [router.id, router]))
  return drafts.map(({ router }) => byId.get(router.id) ?? router)
}

function draftOf({ engine, options }: L3Environment, projectId: string, create: RouterCreate): Draft {
  const now = timestamp(engine.clock)
  const id = randomUUID()
  const gateway = create.externalGatewayInfo ?? undefined
  const portId = gateway === undefined ? undefined : randomUUID()
  const router: StoredRouter = {
    id,
    projectId,
    name: create.name ?? '',
    description: create.description ?? '',
    adminStateUp: create.adminStateUp ?? true,
    status: 'ACTIVE',
    gatewayPortId: portId ?? null,
    gatewayNetworkId: gateway?.networkId ?? null,
    enableSnat: gateway?.enableSnat ?? options.enableSnatByDefault,
    routes: [],
    availabilityZoneHints: create.availabilityZoneHints ?? [],
    ha: null,
    tags: [],
    revisionNumber: 1,
    createdAt: now,
    updatedAt: now,
  }
  const isHa = create.ha ?? options.l3Ha
  if (gateway === undefined || portId === undefined) return { router, create, isHa }
  return { router, create, isHa, port: gatewayPort(router.id, portId, gateway.networkId, gateway.externalFixedIps) }
}

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
  const ports = drafts.flatMap(({ port }) => port ?? [])
  if (ports.length === 0) {
    await env.engine.store.transaction((tx) => insertAll(env, tx, drafts))
  } else {
    await env.work.run(
      context,
      async (tx, { current }) => {
        if (current.id === ports[0]?.id) await insertAll(env, tx, drafts)
      },
      (own) => env.engine.ports.createMany(own, ports),
    )
  }
  for (const { router } of drafts) env.schedule.due(router.id)
  return drafts.map(({ router }) => router)
}

async function insertAll(env: L3Environment, tx: Transaction, drafts: readonly Draft[]): Promise<void> {
  await env.engine.quotas.take(
    tx,
    drafts.map(({ router: { projectId } }) => ({ projectId, resource: 'router' })),
  )
  for (const { router } of drafts) await requireZones(tx.db, router.availabilityZoneHints)
  for (const piece of insertChunks(drafts)) {
    await tablesIn(tx.db)
      .insertInto('routers')
      .values(piece.map(({ router }) => routerRow(router)))
      .execute()
  }
  for (const { router, port, create } of drafts) {
    if (port === undefined) continue
    // without the gateway that it is about to have
    const bare = { ...router, gatewayPortId: null, gatewayNetworkId: null }
    await judgeGateway(env, tx.db, bare, create.externalGatewayInfo ?? null)
    const row = { port_id: port.id, router_id: router.id, network_id: port.networkId, port_type: GATEWAY_OWNER }
    await insertRouterPort(tx, row)
  }
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
    tags: [],
    revisionNumber: 1,
    createdAt: now,
    updatedAt: now,
  }
  if (gateway === undefined || portId === undefined) return { router, create }
  return { router, create, port: gatewayPort(router.id, portId, gateway.networkId, gateway.externalFixedIps) }
}

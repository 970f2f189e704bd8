import {
  type FixedIpRequest,
  NetworkNotFoundError,
  type PortContext,
  type PortCreate,
  type RequestContext,
} from '@netloom/core'
import { mapInTurns, ownerOf, parseInput, timestamp } from '@netloom/core/kit'
import type { Transaction } from '@netloom/core/store'
import { randomUUID } from 'node:crypto'
import { floatingIpCreateInput } from '../base/inputs.ts'
import { FLOATING_IP_OWNER } from '../base/port-owners.ts'
import { ExternalIpAddressExhaustedError } from '../errors/floating-ip-errors.ts'
import { ResourceBadRequestError } from '../errors/router-errors.ts'
import { requireKnownSubnets } from '../base/require-known-subnets.ts'
import type { L3Environment } from '../base/l3-environment.ts'
import type { FloatingIp, FloatingIpCreate } from '../model/floating-ip.ts'
import { floatingIpWrites } from '../items/translation-writes.ts'
import { floatingIpRow } from '../rows/floating-ip-rows.ts'
import { isIpv4 } from '../rows/port-facts.ts'
import { isHosted } from '../rows/host-of-router.ts'
import { tablesIn } from '../store/tables.ts'
import { associationOf } from './association.ts'

interface Draft {
  readonly id: string
  readonly projectId: string
  readonly create: FloatingIpCreate
  readonly port: PortCreate & { readonly id: string }
}

/** All or none: addresses come from the engine, with ports that hold them, in the transaction that writes the floating IPs. */
export async function createFloatingIps(
  env: L3Environment,
  context: RequestContext,
  requests: readonly FloatingIpCreate[],
): Promise<readonly FloatingIp[]> {
  const creates = await mapInTurns(requests, (request) => parseInput(floatingIpCreateInput, request))
  const drafts = creates.map((create) => draftOf(create, ownerOf(context, create.projectId)))
  if (drafts.length === 0) return []
  for (const networkId of new Set(creates.map(({ floatingNetworkId }) => floatingNetworkId))) {
    await requireExternal(env.engine, context, networkId)
    const subnets = creates.flatMap((one) => (one.floatingNetworkId === networkId ? (one.subnetId ?? []) : []))
    await requireKnownSubnets(env, context, networkId, [...new Set(subnets)])
  }
  const byPort = new Map(drafts.map((draft) => [draft.port.id, draft]))
  const made = new Map<string, FloatingIp>()
  await env.work.run(
    context,
    async (tx, port) => {
      const draft = byPort.get(port.current.id)
      if (draft === undefined) return
      if (draft === drafts[0]) await takeQuotas(env, tx, drafts)
      made.set(draft.id, await insert(env, tx, context, draft, port))
    },
    (own) =>
      env.engine.ports.createMany(
        own,
        drafts.map(({ port }) => port),
      ),
  )
  return drafts.flatMap(({ id }) => made.get(id) ?? [])
}

async function takeQuotas({ engine }: L3Environment, tx: Transaction, drafts: readonly Draft[]): Promise<void> {
  await engine.quotas.take(
    tx,
    drafts.map(({ projectId }) => ({ projectId, resource: 'floatingip' })),
  )
}

async function insert(
  { engine }: L3Environment,
  tx: Transaction,
  context: RequestContext,
  { id, projectId, create }: Draft,
  { current, network }: PortContext,
): Promise<FloatingIp> {
  if (!network.routerExternal) throw notExternal(network.id)
  const outside = current.fixedIps.find(isIpv4)
  if (outside === undefined) throw new ExternalIpAddressExhaustedError(network.id)
  const now = timestamp(engine.clock)
  const free: FloatingIp = {
    id,
    projectId,
    floatingNetworkId: network.id,
    floatingIpAddress: outside.ipAddress,
    floatingPortId: current.id,
    portId: null,
    fixedIpAddress: null,
    routerId: null,
    status: 'DOWN',
    dnsName: create.dnsName ?? '',
    dnsDomain: create.dnsDomain ?? '',
    description: create.description ?? '',
    tags: [],
    revisionNumber: 1,
    createdAt: now,
    updatedAt: now,
  }
  const { portId = null, fixedIpAddress = null } = create
  const fip = { ...free, ...(await associationOf(tx.db, context, free, { portId, fixedIpAddress })) }
  await tablesIn(tx.db).insertInto('floating_ips').values(floatingIpRow(fip)).execute()
  if (fip.routerId !== null && (await isHosted(tx.db, fip.routerId))) await engine.publish(tx, floatingIpWrites(fip))
  return fip
}

function draftOf(create: FloatingIpCreate, projectId: string): Draft {
  const id = randomUUID()
  const { subnetId = null, floatingIpAddress = null } = create
  const wanted = {
    ...(subnetId !== null && { subnetId }),
    ...(floatingIpAddress !== null && { ipAddress: floatingIpAddress }),
  }
  const isNamed = Object.keys(wanted).length > 0
  const port = {
    id: randomUUID(),
    networkId: create.floatingNetworkId,
    deviceId: id,
    deviceOwner: FLOATING_IP_OWNER,
    ...(isNamed && { fixedIps: [wanted as FixedIpRequest] }),
  }
  return { id, projectId, create, port }
}

/** @throws {NetworkNotFoundError} {@link ResourceBadRequestError} for a network that gives no floating IPs */
async function requireExternal(
  { sharing, store: { db } }: L3Environment['engine'],
  context: RequestContext,
  networkId: string,
): Promise<void> {
  const row = await tablesIn(db)
    .selectFrom('networks')
    .leftJoin('subnets', (join) =>
      join.onRef('subnets.network_id', '=', 'networks.id').on('subnets.ip_version', '=', 4),
    )
    .select(['networks.id', 'networks.router_external', 'subnets.id as ipv4_subnet_id'])
    .where('networks.id', '=', networkId)
    .where(sharing.visibleTo(context, 'network', 'networks'))
    .limit(1)
    .executeTakeFirst()
  if (row === undefined) throw new NetworkNotFoundError(networkId)
  if (row.router_external !== 1) throw notExternal(networkId)
  if (row.ipv4_subnet_id === null) {
    throw new ResourceBadRequestError('floatingip', `Network ${networkId} does not contain any IPv4 subnet`)
  }
}

const notExternal = (networkId: string): ResourceBadRequestError =>
  new ResourceBadRequestError('floatingip', `Network ${networkId} is not a valid external network`)

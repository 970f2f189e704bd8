import { adminContext, NetworkInUseError, NetworkNotFoundError, type RequestContext } from '@netloom/core'
import type { Transaction } from '@netloom/core/store'
import type { L3Environment } from '../base/l3-environment.ts'
import { NoVrIdAvailableError } from '../errors/ha-errors.ts'
import type { VirtualRouter } from '../rows/router-rows.ts'
import { type Db, tablesIn } from '../store/tables.ts'

type Environment = Pick<L3Environment, 'engine' | 'options'>

/** Neutron: VR_ID_RANGE, `set(range(1, 255))`. */
const LAST_VIRTUAL_ROUTER = 254
const TRIES = 10

/** The network of a project went, or another came, meanwhile: it is looked for anew. */
export class HaNetworkMovedError extends Error {}

/** Networks of HA routers are nobody's: tenants do not see them. */
export const haContext = (caller: Pick<RequestContext, 'requestId'>): RequestContext =>
  adminContext('', caller.requestId)

/** Runs what writes HA routers of these projects, with the network of each; one that goes meanwhile is made again. */
export async function withHaNetworks<T>(
  env: Environment,
  context: RequestContext,
  projectIds: readonly string[],
  write: (networks: ReadonlyMap<string, string>) => Promise<T>,
): Promise<T> {
  for (let attempt = 1; ; attempt++) {
    const networks = new Map<string, string>()
    for (const projectId of new Set(projectIds)) networks.set(projectId, await haNetwork(env, context, projectId))
    try {
      return await write(networks)
    } catch (error) {
      if (!(error instanceof HaNetworkMovedError) || attempt >= TRIES) throw error
    }
  }
}

/** The network of a project's HA routers, made with its subnet where there is none yet. */
async function haNetwork(env: Environment, caller: RequestContext, projectId: string): Promise<string> {
  const { engine, options } = env
  const known = await networkOf(engine.store.db, projectId)
  if (known !== undefined) return known
  const context = haContext(caller)
  const { l3HaNetworkType: networkType, l3HaNetworkPhysicalName: physicalNetwork } = options
  const provider = { networkType, ...(physicalNetwork !== '' && { physicalNetwork }) }
  const { id } = await engine.networks.create(context, {
    name: `HA network tenant ${projectId}`,
    ...(networkType !== '' && { provider }),
  })
  try {
    const subnet = { networkId: id, name: `HA subnet tenant ${projectId}`, cidr: options.l3HaNetCidr }
    await engine.subnets.create(context, { ...subnet, enableDhcp: false, gatewayIp: null })
    const kept = await engine.store.transaction(async (tx) => {
      const other = await networkOf(tx.db, projectId)
      if (other !== undefined) return other
      await tablesIn(tx.db).insertInto('ha_networks').values({ project_id: projectId, network_id: id }).execute()
      return id
    })
    if (kept !== id) await engine.networks.delete(context, id)
    return kept
  } catch (error) {
    await engine.networks.delete(context, id).catch((failure: unknown) => {
      engine.logger.error({ err: failure, networkId: id }, 'HA network could not be removed again')
    })
    throw error
  }
}

/** A number for one more router on the project's network. @throws {NoVrIdAvailableError} {@link HaNetworkMovedError} */
export async function takeVirtualRouter(
  { db }: Transaction,
  { id: routerId, projectId }: { readonly id: string; readonly projectId: string },
  networkId: string | undefined,
): Promise<VirtualRouter> {
  if (networkId === undefined || (await networkOf(db, projectId)) !== networkId) throw new HaNetworkMovedError()
  const rows = await tablesIn(db)
    .selectFrom('routers')
    .select('ha_vr_id')
    .where('ha_network_id', '=', networkId)
    .execute()
  const taken = new Set(rows.map((row) => row.ha_vr_id))
  for (let id = 1; id <= LAST_VIRTUAL_ROUTER; id++) if (!taken.has(id)) return { networkId, id }
  throw new NoVrIdAvailableError(routerId)
}

/** Networks whose last router has gone go, too. What is in use still goes with the next. */
export async function removeUnusedHaNetworks(
  { engine }: Pick<L3Environment, 'engine'>,
  caller: Pick<RequestContext, 'requestId'>,
): Promise<void> {
  const unused = await engine.store.transaction(async (tx) => {
    const db = tablesIn(tx.db)
    const used = db.selectFrom('routers').select('ha_network_id').where('ha_network_id', 'is not', null)
    return db.selectFrom('ha_networks').select(['network_id']).where('network_id', 'not in', used).execute()
  })
  for (const { network_id: id } of unused) {
    try {
      await engine.networks.delete(haContext(caller), id)
    } catch (error) {
      if (error instanceof NetworkInUseError) continue
      if (!(error instanceof NetworkNotFoundError)) throw error
    }
  }
}

async function networkOf(db: Db, projectId: string): Promise<string | undefined> {
  const row = await tablesIn(db)
    .selectFrom('ha_networks')
    .select('network_id')
    .where('project_id', '=', projectId)
    .executeTakeFirst()
  return row?.network_id
}

/** A network goes. @throws {NetworkInUseError} for one that HA routers are on, whether an agent has them or not */
export async function dropHaNetwork({ db }: Transaction, networkId: string): Promise<void> {
  const users = await tablesIn(db).selectFrom('routers').select('id').where('ha_network_id', '=', networkId).execute()
  if (users.length > 0)
    throw new NetworkInUseError(
      networkId,
      users.map(({ id }) => id),
    )
  await tablesIn(db).deleteFrom('ha_networks').where('network_id', '=', networkId).execute()
}

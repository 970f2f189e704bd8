import type { OnboardedSubnet, RequestContext, Subnetpool, SubnetpoolCreate, SubnetpoolUpdate } from '@netloom/core'
import { SubnetpoolDeleteError } from '@netloom/core/errors'
import { mapInTurns, ownerOf, requireOwner, requireRevision } from '@netloom/core/kit'
import type { Page, ResourceFilter, SubnetpoolService } from '@netloom/core/services'
import type { Transaction } from '@netloom/core/store'
import type { Ml2Environment } from '../environment/environment.ts'
import { parseInput } from '@netloom/core/kit'
import { subnetpoolCreateInput, subnetpoolUpdateInput } from '../input/subnetpool-input.ts'
import { returnQuota, takeQuota } from '../quotas/usage.ts'
import { dropEntries } from '../rbac/entries.ts'
import { transact } from '../base/retry.ts'
import { withoutPrefixes } from './change-prefixes.ts'
import { createSubnetpoolIn } from './create-subnetpools.ts'
import { listSubnetpools, visibleSubnetpool } from './list-subnetpools.ts'
import { onboardSubnetsIn } from './onboard-subnets.ts'
import { addedPrefixes } from './pool-prefixes.ts'
import { updateSubnetpoolIn, writeSubnetpool } from './update-subnetpool.ts'

export class Ml2SubnetpoolService implements SubnetpoolService {
  readonly #env: Ml2Environment

  constructor(env: Ml2Environment) {
    this.#env = env
  }

  async create(context: RequestContext, request: SubnetpoolCreate): Promise<Subnetpool> {
    const [pool] = await this.createMany(context, [request])
    if (pool === undefined) throw new TypeError('a created subnet pool has vanished')
    return pool
  }

  async createMany(context: RequestContext, requests: readonly SubnetpoolCreate[]): Promise<readonly Subnetpool[]> {
    const creates = await mapInTurns(requests, (request) => parseInput(subnetpoolCreateInput, request))
    return transact(this.#env.store, async (tx) => {
      const owners = creates.map(({ projectId }) => ownerOf(context, projectId))
      await takeQuota(
        this.#env,
        tx,
        owners.map((projectId) => ({ projectId, resource: 'subnetpool' })),
      )
      const pools: Subnetpool[] = []
      for (const create of creates) pools.push(await createSubnetpoolIn(this.#env, tx, context, create))
      return pools
    })
  }

  async get(context: RequestContext, id: string): Promise<Subnetpool> {
    return visibleSubnetpool(this.#env.store.db, context, id)
  }

  async list(context: RequestContext, filter?: ResourceFilter, page?: Page): Promise<readonly Subnetpool[]> {
    return listSubnetpools(this.#env.store.db, context, filter, page)
  }

  async update(
    context: RequestContext,
    id: string,
    request: SubnetpoolUpdate,
    ifRevision?: number,
  ): Promise<Subnetpool> {
    const change = parseInput(subnetpoolUpdateInput, request)
    return this.#change(context, id, 'update_subnetpool', async (tx, original) => {
      requireRevision(ifRevision, original)
      return updateSubnetpoolIn(this.#env, tx, context, original, change)
    })
  }

  async delete(context: RequestContext, id: string, ifRevision?: number): Promise<void> {
    await this.#change(context, id, 'delete_subnetpool', async (tx, pool) => {
      requireRevision(ifRevision, pool)
      const subnet = await tx.db.selectFrom('subnets').select('id').where('subnetpool_id', '=', id).executeTakeFirst()
      if (subnet !== undefined) throw new SubnetpoolDeleteError(id)
      await returnQuota(tx, [{ projectId: pool.projectId, resource: 'subnetpool' }])
      await dropEntries(tx, 'subnetpool', id)
      await tx.db.deleteFrom('subnetpools').where('id', '=', id).execute()
    })
  }

  async addPrefixes(context: RequestContext, id: string, prefixes: readonly string[]): Promise<readonly string[]> {
    return this.#change(context, id, 'add_prefixes', async (tx, pool) =>
      this.#writePrefixes(context, tx, pool, (await addedPrefixes(pool, prefixes)).prefixes),
    )
  }

  async removePrefixes(context: RequestContext, id: string, prefixes: readonly string[]): Promise<readonly string[]> {
    return this.#change(context, id, 'remove_prefixes', async (tx, pool) =>
      this.#writePrefixes(context, tx, pool, await withoutPrefixes(tx.db, pool, prefixes)),
    )
  }

  async onboard(context: RequestContext, id: string, networkId: string): Promise<readonly OnboardedSubnet[]> {
    return this.#change(context, id, 'onboard_network_subnets', (tx, pool) =>
      onboardSubnetsIn(this.#env, tx, context, pool, networkId),
    )
  }

  /** A pool that has these prefixes already stays as it is, revision included. */
  async #writePrefixes(
    context: RequestContext,
    tx: Transaction,
    pool: Subnetpool,
    prefixes: readonly string[],
  ): Promise<readonly string[]> {
    if (prefixes.join() !== pool.prefixes.join()) {
      await writeSubnetpool(this.#env, tx, context, pool, { ...pool, prefixes })
    }
    return prefixes
  }

  async #change<T>(
    context: RequestContext,
    id: string,
    action: string,
    work: (tx: Transaction, pool: Subnetpool) => Promise<T>,
  ): Promise<T> {
    return transact(this.#env.store, async (tx) => {
      const pool = await visibleSubnetpool(tx.db, context, id)
      requireOwner(context, pool, action)
      return work(tx, pool)
    })
  }
}

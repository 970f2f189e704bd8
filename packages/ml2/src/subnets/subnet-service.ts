import {
  IdInUseError,
  type RequestContext,
  type Subnet,
  type SubnetCreate,
  SubnetNotFoundError,
  type SubnetUpdate,
} from '@netloom/core'
import { mapInTurns, requireOwner, requireRevision } from '@netloom/core/kit'
import type { Page, ResourceFilter, SubnetService } from '@netloom/core/services'
import type { Schema } from '@netloom/core/store'
import type { Kysely } from 'kysely'
import type { Ml2Environment } from '../environment/environment.ts'
import { parseInput } from '@netloom/core/kit'
import { subnetCreateInput, subnetUpdateInput } from '../input/subnet-input.ts'
import { postcommitUpdatesQuietly } from '../port-state/port-changes.ts'
import { transact, type UniqueProblem } from '../base/retry.ts'
import { createSubnetsIn } from './create-subnets.ts'
import { deleteSubnetIn } from './delete-subnet.ts'
import { listSubnets } from '../subnet-queries/list-subnets.ts'
import { updateSubnetIn } from './update-subnet.ts'

export class Ml2SubnetService implements SubnetService {
  readonly #env: Ml2Environment

  constructor(env: Ml2Environment) {
    this.#env = env
  }

  async create(context: RequestContext, request: SubnetCreate): Promise<Subnet> {
    const [subnet] = await this.createMany(context, [request])
    if (subnet === undefined) throw new TypeError('a created subnet has vanished')
    return subnet
  }

  async createMany(context: RequestContext, requests: readonly SubnetCreate[]): Promise<readonly Subnet[]> {
    const extra = this.#env.extensions.attributes('subnet')
    const creates = await mapInTurns(requests, (request) =>
      this.#env.extensions.judge('subnet', 'post', parseInput(subnetCreateInput, request, extra)),
    )
    const made = await transact(
      this.#env.store,
      (tx) => createSubnetsIn(this.#env, tx, context, creates),
      (problem) => this.#explain(creates, problem),
    )
    const subnets = made.map(({ subnet }) => subnet.current)
    try {
      for (const { subnet } of made) await this.#env.mechanisms.postcommit('create', 'Subnet', subnet)
    } catch (error) {
      this.#env.logger.error({ err: error, subnetIds: subnets.map(({ id }) => id) }, 'rolling back created subnets')
      for (const { id } of subnets) await this.#remove(context, id)
      throw error
    }
    for (const { ports } of made) await postcommitUpdatesQuietly(this.#env, ports)
    return subnets
  }

  async get(context: RequestContext, id: string): Promise<Subnet> {
    return this.#visible(this.#env.store.db, context, id)
  }

  async list(context: RequestContext, filter?: ResourceFilter, page?: Page): Promise<readonly Subnet[]> {
    return listSubnets(this.#env.store.db, context, filter, page)
  }

  async update(context: RequestContext, id: string, request: SubnetUpdate, ifRevision?: number): Promise<Subnet> {
    const { extensions } = this.#env
    const parsed = parseInput(subnetUpdateInput, request, extensions.attributes('subnet'))
    const change = extensions.judge('subnet', 'put', parsed)
    const updated = await transact(this.#env.store, async (tx) => {
      const original = await this.#visible(tx.db, context, id)
      requireOwner(context, original, 'update_subnet')
      requireRevision(ifRevision, original)
      return updateSubnetIn(this.#env, tx, context, original, change)
    })
    await this.#env.mechanisms.postcommit('update', 'Subnet', updated)
    return updated.current
  }

  async delete(context: RequestContext, id: string, ifRevision?: number): Promise<void> {
    await this.#remove(context, id, ifRevision)
  }

  async #remove(context: RequestContext, id: string, ifRevision?: number): Promise<void> {
    const { subnet, ports } = await transact(this.#env.store, async (tx) => {
      const current = await this.#visible(tx.db, context, id)
      requireOwner(context, current, 'delete_subnet')
      requireRevision(ifRevision, current)
      return deleteSubnetIn(this.#env, tx, context, current)
    })
    await this.#env.mechanisms.postcommit('delete', 'Subnet', subnet)
    await postcommitUpdatesQuietly(this.#env, ports)
  }

  async #visible(db: Kysely<Schema>, context: RequestContext, id: string): Promise<Subnet> {
    const [subnet] = await listSubnets(db, context, { id })
    if (subnet === undefined) throw new SubnetNotFoundError(id)
    return subnet
  }

  async #explain(creates: readonly SubnetCreate[], problem: UniqueProblem): Promise<void> {
    if (problem.table !== 'subnets') return
    const seen = new Set<string>()
    for (const { id } of creates) {
      if (id === undefined) continue
      const holder = await this.#env.store.db.selectFrom('subnets').select('id').where('id', '=', id).executeTakeFirst()
      if (seen.has(id) || holder !== undefined) throw new IdInUseError('subnet', id)
      seen.add(id)
    }
  }
}

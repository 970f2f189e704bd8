import {
  IdInUseError,
  type Network,
  type NetworkCreate,
  NetworkNotFoundError,
  type NetworkUpdate,
  type RequestContext,
} from '@netloom/core'
import { mapInTurns, requireOwner, requireRevision } from '@netloom/core/kit'
import type { NetworkService, Page, ResourceFilter } from '@netloom/core/services'
import type { Schema } from '@netloom/core/store'
import type { Kysely } from 'kysely'
import type { Ml2Environment } from '../environment/environment.ts'
import { networkCreateInput, networkUpdateInput } from '../input/network-input.ts'
import { parseInput } from '@netloom/core/kit'
import { asSharedWith, isVisible } from '../rbac/visible.ts'
import { transact, type UniqueProblem } from '../base/retry.ts'
import { loadNetwork, type LoadedNetwork } from '../rows/network-rows.ts'
import { checkProviderData, createNetworksIn } from './create-networks.ts'
import { deleteNetworkIn, postcommitNetworkDeletion } from './delete-network.ts'
import { listNetworks } from './list-networks.ts'
import { withServingZones } from './serving-zones.ts'
import { updateNetworkIn } from './update-network.ts'

export class Ml2NetworkService implements NetworkService {
  readonly #env: Ml2Environment

  constructor(env: Ml2Environment) {
    this.#env = env
  }

  async create(context: RequestContext, request: NetworkCreate): Promise<Network> {
    const [network] = await this.createMany(context, [request])
    if (network === undefined) throw new TypeError('a created network has vanished')
    return network
  }

  async createMany(context: RequestContext, requests: readonly NetworkCreate[]): Promise<readonly Network[]> {
    const extra = this.#env.extensions.attributes('network')
    const creates = await mapInTurns(requests, (request) =>
      this.#env.extensions.judge('network', 'post', parseInput(networkCreateInput, request, extra)),
    )
    for (const create of creates) checkProviderData(this.#env, create)
    if (creates.length === 0) return []
    const contexts = await transact(
      this.#env.store,
      (tx) => createNetworksIn(this.#env, tx, context, creates),
      (problem) => this.#explain(creates, problem),
    )
    const networks = contexts.map(({ current }) => current)
    try {
      for (const created of contexts) await this.#env.mechanisms.postcommit('create', 'Network', created)
    } catch (error) {
      this.#env.logger.error({ err: error, networkIds: networks.map(({ id }) => id) }, 'rolling back created networks')
      for (const { id } of networks) await this.#remove(context, id)
      throw error
    }
    return networks
  }

  async get(context: RequestContext, id: string): Promise<Network> {
    const { db } = this.#env.store
    const { network } = await this.#visible(db, context, id)
    return this.#shown(db, context, network)
  }

  async list(context: RequestContext, filter?: ResourceFilter, page?: Page): Promise<readonly Network[]> {
    return this.#withZones(await listNetworks(this.#env.store.db, context, filter, page))
  }

  async update(context: RequestContext, id: string, request: NetworkUpdate, ifRevision?: number): Promise<Network> {
    const { extensions } = this.#env
    const parsed = parseInput(networkUpdateInput, request, extensions.attributes('network'))
    const change = extensions.judge('network', 'put', parsed)
    const updated = await transact(this.#env.store, async (tx) => {
      const loaded = await this.#visible(tx.db, context, id)
      requireOwner(context, loaded.network, 'update_network')
      requireRevision(ifRevision, loaded.network)
      return updateNetworkIn(this.#env, tx, context, loaded, change)
    })
    await this.#env.mechanisms.postcommit('update', 'Network', updated)
    return this.#shown(this.#env.store.db, context, updated.current)
  }

  async delete(context: RequestContext, id: string, ifRevision?: number): Promise<void> {
    await this.#remove(context, id, ifRevision)
  }

  async #remove(context: RequestContext, id: string, ifRevision?: number): Promise<void> {
    const deletion = await transact(this.#env.store, async (tx) => {
      const loaded = await this.#visible(tx.db, context, id)
      requireOwner(context, loaded.network, 'delete_network')
      requireRevision(ifRevision, loaded.network)
      return deleteNetworkIn(this.#env, tx, context, loaded)
    })
    await postcommitNetworkDeletion(this.#env, deletion)
  }

  /** `shared` is the network's own here: what holds for every project. */
  async #visible(db: Kysely<Schema>, context: RequestContext, id: string): Promise<LoadedNetwork> {
    const loaded = await loadNetwork(db, id)
    if (loaded === undefined || !(await isVisible(db, context, 'network', loaded.network))) {
      throw new NetworkNotFoundError(id)
    }
    return loaded
  }

  async #shown(db: Kysely<Schema>, context: RequestContext, network: Network): Promise<Network> {
    const shown = await asSharedWith(db, context, 'network', await this.#withZones([network], db))
    return shown[0] ?? network
  }

  #withZones(networks: readonly Network[], db = this.#env.store.db): Promise<readonly Network[]> {
    return withServingZones(db, this.#env.zones.kindsZonedBy('network'), networks)
  }

  async #explain(creates: readonly NetworkCreate[], problem: UniqueProblem): Promise<void> {
    if (problem.table !== 'networks') return
    const seen = new Set<string>()
    for (const { id } of creates) {
      if (id === undefined) continue
      if (seen.has(id) || (await loadNetwork(this.#env.store.db, id)) !== undefined)
        throw new IdInUseError('network', id)
      seen.add(id)
    }
  }
}

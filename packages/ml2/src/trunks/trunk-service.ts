import {
  IdInUseError,
  ParentPortInUseError,
  type Port,
  type PortContext,
  PortNotFoundError,
  type RequestContext,
  type Subport,
  SubPortNotFoundError,
  type SubportRequest,
  type Trunk,
  type TrunkCreate,
  TrunkDisabledError,
  TrunkInUseError,
  type TrunkUpdate,
} from '@netloom/core'
import { isOwn, mapInTurns, ownerOf, requireRevision, timestamp } from '@netloom/core/kit'
import type { Page, ResourceFilter, TrunkService } from '@netloom/core/services'
import type { Transaction } from '@netloom/core/store'
import { randomUUID } from 'node:crypto'
import type { Binder } from '../binding/binder.ts'
import type { Ml2Environment } from '../environment/environment.ts'
import { parseInput } from '@netloom/core/kit'
import { subportsInput, trunkCreateInput, trunkUpdateInput } from '../input/trunk-input.ts'
import { postcommitUpdatesQuietly } from '../port-state/port-changes.ts'
import { returnQuota, takeQuota } from '../quotas/usage.ts'
import { transact } from '../base/retry.ts'
import { loadPort } from '../rows/load-ports.ts'
import { listTrunks, visibleTrunk } from './list-trunks.ts'
import { joinParent, leaveParent } from './move-subports.ts'
import { resolveSubports, type ResolvedSubport } from './resolve-subports.ts'
import { canBeTrunked, requireNoTrunk } from '../port-state/trunk-guards.ts'
import { deleteTrunk, growTrunk, insertTrunk, shrinkTrunk, writeTrunk } from './write-trunk.ts'

/** A trunk as written, and what drivers are told of its ports afterwards. */
interface Written {
  readonly trunk: Trunk
  readonly contexts: readonly PortContext[]
}

export class Ml2TrunkService implements TrunkService {
  readonly #env: Ml2Environment
  readonly #binder: Binder

  constructor(env: Ml2Environment, binder: Binder) {
    this.#env = env
    this.#binder = binder
  }

  async create(context: RequestContext, request: TrunkCreate): Promise<Trunk> {
    const [trunk] = await this.createMany(context, [request])
    if (trunk === undefined) throw new TypeError('a created trunk has vanished')
    return trunk
  }

  async createMany(context: RequestContext, requests: readonly TrunkCreate[]): Promise<readonly Trunk[]> {
    const creates = await mapInTurns(requests, (request) => parseInput(trunkCreateInput, request))
    const written = await transact(
      this.#env.store,
      async (tx) => {
        const owners = creates.map(({ projectId }) => ownerOf(context, projectId))
        await takeQuota(
          this.#env,
          tx,
          owners.map((projectId) => ({ projectId, resource: 'trunk' })),
        )
        const all: Written[] = []
        for (const create of creates) all.push(await this.#insert(tx, context, create))
        return all
      },
      ({ table }) => {
        const [id] = table === 'trunks' ? creates.flatMap((create) => create.id ?? []) : []
        return id === undefined ? Promise.resolve() : Promise.reject(new IdInUseError('trunk', id))
      },
    )
    await this.#settle(
      context,
      written.flatMap(({ contexts }) => contexts),
    )
    return written.map(({ trunk }) => trunk)
  }

  async get(context: RequestContext, id: string): Promise<Trunk> {
    return visibleTrunk(this.#env.store.db, context, id)
  }

  async list(context: RequestContext, filter?: ResourceFilter, page?: Page): Promise<readonly Trunk[]> {
    return listTrunks(this.#env.store.db, context, filter, page)
  }

  async subports(context: RequestContext, id: string): Promise<readonly Subport[]> {
    return (await this.get(context, id)).subports
  }

  async update(context: RequestContext, id: string, request: TrunkUpdate, ifRevision?: number): Promise<Trunk> {
    const change = parseInput(trunkUpdateInput, request)
    return transact(this.#env.store, async (tx) => {
      const before = await visibleTrunk(tx.db, context, id)
      requireRevision(ifRevision, before)
      return writeTrunk(this.#env, tx, { ...before, ...change })
    })
  }

  async delete(context: RequestContext, id: string, ifRevision?: number): Promise<void> {
    const contexts = await transact(this.#env.store, async (tx) => {
      const trunk = await visibleTrunk(tx.db, context, id)
      requireRevision(ifRevision, trunk)
      requireEnabled(trunk)
      const parent = await loadPort(tx.db, trunk.portId)
      if (parent !== undefined && !canBeTrunked(this.#env.mechanisms.drivers, parent)) throw new TrunkInUseError(id)
      await deleteTrunk(this.#env, tx, trunk)
      await returnQuota(tx, [{ projectId: trunk.projectId, resource: 'trunk' }])
      return leaveParent(this.#env, tx, context, trunk.subports.map(portIdOf))
    })
    await this.#settle(context, contexts)
  }

  async addSubports(context: RequestContext, id: string, requests: readonly SubportRequest[]): Promise<Trunk> {
    const { subports } = parseInput(subportsInput, { subports: requests })
    const { trunk, contexts } = await transact(this.#env.store, async (tx): Promise<Written> => {
      const before = await visibleTrunk(tx.db, context, id)
      const parent = await loadPort(tx.db, before.portId)
      if (parent === undefined) throw new PortNotFoundError(before.portId)
      const order = { trunkId: id, parent, present: before.subports, requests: subports }
      const added = await resolveSubports(tx.db, context, order)
      requireEnabled(before)
      if (added.length === 0) return { trunk: before, contexts: [] }
      const trunk = await growTrunk(this.#env, tx, before, added.map(withoutPort))
      return { trunk, contexts: await joinParent(this.#env, tx, context, parent, added.map(portOfSubport)) }
    })
    await this.#settle(context, contexts)
    return trunk
  }

  async removeSubports(
    context: RequestContext,
    id: string,
    requests: readonly Pick<SubportRequest, 'portId'>[],
  ): Promise<Trunk> {
    const { subports } = parseInput(subportsInput, { subports: requests.map(({ portId }) => ({ portId })) })
    const { trunk, contexts } = await transact(this.#env.store, async (tx): Promise<Written> => {
      const before = await visibleTrunk(tx.db, context, id)
      requireEnabled(before)
      const gone = new Set(subports.map(portIdOf))
      const present = new Set(before.subports.map(portIdOf))
      const unknown = [...gone].find((portId) => !present.has(portId))
      if (unknown !== undefined) throw new SubPortNotFoundError(unknown, id)
      if (gone.size === 0) return { trunk: before, contexts: [] }
      const trunk = await shrinkTrunk(this.#env, tx, before, gone)
      return { trunk, contexts: await leaveParent(this.#env, tx, context, [...gone]) }
    })
    await this.#settle(context, contexts)
    return trunk
  }

  async #insert(tx: Transaction, context: RequestContext, create: TrunkCreate): Promise<Written> {
    const parent = await loadPort(tx.db, create.portId)
    if (parent === undefined || !isOwn(context, parent)) throw new PortNotFoundError(create.portId)
    await requireNoTrunk(tx.db, parent)
    if (!canBeTrunked(this.#env.mechanisms.drivers, parent)) throw new ParentPortInUseError(parent.id)
    const id = create.id ?? randomUUID()
    const order = { trunkId: id, parent, present: [], requests: create.subports ?? [] }
    const subports = await resolveSubports(tx.db, context, order)
    const now = timestamp(this.#env.clock)
    const trunk: Trunk = {
      id,
      projectId: ownerOf(context, create.projectId),
      name: create.name ?? '',
      portId: parent.id,
      adminStateUp: create.adminStateUp ?? true,
      status: 'DOWN',
      subports: subports.map(withoutPort),
      description: create.description ?? '',
      tags: [],
      revisionNumber: subports.length === 0 ? 0 : 1,
      createdAt: now,
      updatedAt: now,
    }
    await insertTrunk(this.#env, tx, trunk)
    return { trunk, contexts: await joinParent(this.#env, tx, context, parent, subports.map(portOfSubport)) }
  }

  /** After the commit: drivers hear of the ports that moved, and those are bound. */
  async #settle(context: RequestContext, contexts: readonly PortContext[]): Promise<void> {
    if (contexts.length === 0) return
    await postcommitUpdatesQuietly(this.#env, contexts)
    const ports = contexts.map(({ current }) => current)
    await this.#binder.bind(
      context,
      ports.map(({ id }) => id),
      ports,
    )
  }
}

function requireEnabled({ id, adminStateUp }: Trunk): void {
  if (!adminStateUp) throw new TrunkDisabledError(id)
}

const portIdOf = ({ portId }: Pick<Subport, 'portId'>): string => portId
const portOfSubport = ({ port }: ResolvedSubport): Port => port
const withoutPort = ({ port: _, ...subport }: ResolvedSubport): Subport => subport

import {
  InvalidInputError,
  type NamedSegment,
  type Network,
  type NetworkContext,
  NotAuthorizedError,
  type RequestContext,
  type Segment,
  type SegmentCreate,
  type SegmentUpdate,
} from '@netloom/core'
import { SegmentInUseError } from '@netloom/core/errors'
import { LIMITS, mapInTurns, requireRevision, timestamp } from '@netloom/core/kit'
import type { Page, ResourceFilter, SegmentService } from '@netloom/core/services'
import type { Transaction } from '@netloom/core/store'
import { randomUUID } from 'node:crypto'
import type { Ml2Environment } from '../environment/environment.ts'
import { parseInput } from '@netloom/core/kit'
import { segmentCreateInput, segmentUpdateInput } from '../input/segment-input.ts'
import { networkMtu } from '../networks/create-networks.ts'
import { transact } from '../base/retry.ts'
import { insertSegments } from '../rows/insert-segments.ts'
import { allocatedSegment, segmentRow } from '../rows/network-rows.ts'
import { networkOfSegment, writeSegments } from './change-segments.ts'
import { listSegments, visibleSegment } from './list-segments.ts'

interface Made {
  readonly segment: NamedSegment
  readonly network: NetworkContext
}

export class Ml2SegmentService implements SegmentService {
  readonly #env: Ml2Environment

  constructor(env: Ml2Environment) {
    this.#env = env
  }

  async create(context: RequestContext, request: SegmentCreate): Promise<NamedSegment> {
    const [segment] = await this.createMany(context, [request])
    if (segment === undefined) throw new TypeError('a created segment has vanished')
    return segment
  }

  async createMany(context: RequestContext, requests: readonly SegmentCreate[]): Promise<readonly NamedSegment[]> {
    requireAdmin(context, 'create_segment')
    const creates = await mapInTurns(requests, (request) => parseInput(segmentCreateInput, request))
    for (const create of creates) this.#env.types.validate(create)
    const made = await transact(this.#env.store, async (tx) => {
      const done: Made[] = []
      const networks = new Map<string, Network>()
      for (const create of creates) {
        const network = networks.get(create.networkId) ?? (await networkOfSegment(tx, create.networkId))
        const one = await this.#createIn(tx, context, create, network)
        networks.set(create.networkId, one.network.current)
        done.push(one)
      }
      return done
    })
    for (const { network } of made) await this.#env.mechanisms.postcommit('update', 'Network', network)
    return made.map(({ segment }) => segment)
  }

  async get(context: RequestContext, id: string): Promise<NamedSegment> {
    return visibleSegment(this.#env.store.db, context, id)
  }

  async list(context: RequestContext, filter?: ResourceFilter, page?: Page): Promise<readonly NamedSegment[]> {
    return listSegments(this.#env.store.db, context, filter, page)
  }

  async update(
    context: RequestContext,
    id: string,
    request: SegmentUpdate,
    ifRevision?: number,
  ): Promise<NamedSegment> {
    requireAdmin(context, 'update_segment')
    const change = parseInput(segmentUpdateInput, request)
    return transact(this.#env.store, async ({ db }) => {
      const original = await visibleSegment(db, context, id)
      requireRevision(ifRevision, original)
      const current: NamedSegment = {
        ...original,
        ...change,
        revisionNumber: original.revisionNumber + 1,
        updatedAt: timestamp(this.#env.clock),
      }
      await db
        .updateTable('segments')
        .set({
          name: current.name,
          description: current.description,
          revision_number: current.revisionNumber,
          updated_at: current.updatedAt,
        })
        .where('id', '=', id)
        .execute()
      return current
    })
  }

  async delete(context: RequestContext, id: string, ifRevision?: number): Promise<void> {
    requireAdmin(context, 'delete_segment')
    const network = await transact(this.#env.store, async (tx) => {
      const segment = await visibleSegment(tx.db, context, id)
      requireRevision(ifRevision, segment)
      await requireUnused(tx, id)
      await tx.db.deleteFrom('segments').where('id', '=', id).execute()
      await this.#env.types.release([allocatedSegment(segment)], tx)
      const original = await networkOfSegment(tx, segment.networkId)
      return writeSegments(
        this.#env,
        tx,
        context,
        { ...original, segments: [...original.segments, segment].sort((a, b) => a.segmentIndex - b.segmentIndex) },
        original.segments,
      )
    })
    await this.#env.mechanisms.postcommit('update', 'Network', network)
  }

  async #createIn(tx: Transaction, context: RequestContext, create: SegmentCreate, original: Network): Promise<Made> {
    const { networkId, name = '', description = '', ...provider } = create
    if (original.segments.length >= LIMITS.segments) {
      throw new InvalidInputError(`network ${networkId} has ${String(LIMITS.segments)} segments, the most it may have`)
    }
    const added: Segment = {
      ...(await this.#env.types.reserve(provider, tx)),
      id: randomUUID(),
      networkId,
      segmentIndex: (original.segments.at(-1)?.segmentIndex ?? -1) + 1,
      isDynamic: false,
    }
    const segments = [...original.segments, added]
    networkMtu(this.#env, segments, original.mtu)
    const row = { ...segmentRow(added, timestamp(this.#env.clock)), name, description }
    await insertSegments(tx, [row], this.#env.logger)
    const network = await writeSegments(this.#env, tx, context, original, segments)
    return { segment: await visibleSegment(tx.db, context, added.id), network }
  }
}

function requireAdmin({ isAdmin }: RequestContext, action: string): void {
  if (!isAdmin) throw new NotAuthorizedError(action)
}

/** @throws {SegmentInUseError} while subnets are tied to it or ports are bound to it */
async function requireUnused({ db }: Transaction, id: string): Promise<void> {
  const subnets = await db.selectFrom('subnets').select('id').where('segment_id', '=', id).orderBy('id').execute()
  if (subnets.length > 0) {
    const ids = subnets.map((subnet) => subnet.id).join(', ')
    throw new SegmentInUseError(id, `The segment is still associated with subnet(s) ${ids}`)
  }
  const level = await db
    .selectFrom('port_binding_levels')
    .select('port_id')
    .where('segment_id', '=', id)
    .limit(1)
    .executeTakeFirst()
  if (level !== undefined) throw new SegmentInUseError(id, 'The segment is still associated with port(s)')
}

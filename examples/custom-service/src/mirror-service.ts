import { randomUUID } from 'node:crypto'
import { PortNotFoundError, type RequestContext, type ServiceEnvironment } from '@netloom/core'
import { listInMemory, ownerOf, requireOwner, requireRevision, timestamp } from '@netloom/core/kit'
import type { Page, ResourceFilter, ResourceService } from '@netloom/core/services'
import type { Transaction } from '@netloom/core/store'
import {
  type Mirror,
  type MirrorCreate,
  MirrorExistsError,
  MirrorNotFoundError,
  MirrorToItselfError,
  type MirrorUpdate,
} from './mirror.ts'
import type { MirrorPlacement } from './mirror-placement.ts'
import { mirrorOf, type MirrorRow, mirrorsIn } from './mirror-rows.ts'
import { mirrorWrite } from './mirror-topics.ts'

const LIST = {
  resource: 'mirror',
  fields: [
    'id',
    'projectId',
    'name',
    'description',
    'sourcePortId',
    'targetPortId',
    'direction',
    'status',
    'shared',
    'tags',
    'revisionNumber',
  ],
}

/** Mirrors as callers see them: `netloom.services.mirrors`, and `/v2.0/mirrors`. */
export class MirrorService implements ResourceService<Mirror, MirrorCreate, MirrorUpdate> {
  constructor(
    private readonly env: ServiceEnvironment,
    private readonly placement: MirrorPlacement,
  ) {}

  async create(context: RequestContext, request: MirrorCreate): Promise<Mirror> {
    const [mirror] = await this.createMany(context, [request])
    if (mirror === undefined) throw new TypeError('a created mirror has vanished')
    return mirror
  }

  async createMany(context: RequestContext, requests: readonly MirrorCreate[]): Promise<readonly Mirror[]> {
    for (const request of requests) await this.requirePorts(context, request)
    return this.env.store.transaction(async (tx) => {
      const made: Mirror[] = []
      for (const request of requests) made.push(await this.write(tx, context, request))
      return made
    })
  }

  async get(context: RequestContext, id: string): Promise<Mirror> {
    return this.shown(context, mirrorOf(await this.visible(this.env.store, context, id)))
  }

  async list(context: RequestContext, filter: ResourceFilter = {}, page: Page = {}): Promise<readonly Mirror[]> {
    const { sharing, store } = this.env
    const query = mirrorsIn(store).selectFrom('mirrors').selectAll()
    const rows = await query.where(sharing.visibleTo(context, 'mirror', 'mirrors')).execute()
    const shown = await sharing.asShared(store.db, context, 'mirror', rows.map(mirrorOf))
    return listInMemory(shown, LIST, filter, page, (id) => new MirrorNotFoundError(id))
  }

  async update(context: RequestContext, id: string, change: MirrorUpdate, ifRevision?: number): Promise<Mirror> {
    return this.env.store.transaction(async (tx) => {
      const row = await this.own(tx, context, id, 'update_mirror', ifRevision)
      const after = {
        ...row,
        ...change,
        revision_number: row.revision_number + 1,
        updated_at: timestamp(this.env.clock),
      }
      await mirrorsIn(tx).updateTable('mirrors').set(after).where('id', '=', id).execute()
      if (after.host !== '') await this.env.publish(tx, [mirrorWrite(after.host, after)])
      return mirrorOf(after)
    })
  }

  async delete(context: RequestContext, id: string, ifRevision?: number): Promise<void> {
    await this.env.store.transaction(async (tx) => {
      await this.placement.remove(tx, [await this.own(tx, context, id, 'delete_mirror', ifRevision)])
    })
  }

  /** Both ports are the project's: what others send is nobody's to see. */
  private async requirePorts(context: RequestContext, request: MirrorCreate): Promise<void> {
    const { sourcePortId, targetPortId } = request
    if (sourcePortId === targetPortId) throw new MirrorToItselfError(sourcePortId)
    const owner = ownerOf(context, request.projectId)
    for (const id of [sourcePortId, targetPortId]) {
      const { projectId } = await this.env.ports.get(context, id)
      if (projectId !== owner) throw new PortNotFoundError(id)
    }
  }

  private async write(tx: Transaction, context: RequestContext, request: MirrorCreate): Promise<Mirror> {
    const { name = '', description = '', direction = 'both', sourcePortId, targetPortId } = request
    const projectId = ownerOf(context, request.projectId)
    await this.env.quotas.take(tx, [{ projectId, resource: 'mirror' }])
    const host = await this.placement.hostOf(tx, [sourcePortId, targetPortId])
    const now = timestamp(this.env.clock)
    const row: MirrorRow = {
      ...{ id: randomUUID(), project_id: projectId, name, description, direction, host, tags: '[]', shared: 0 },
      ...{ source_port_id: sourcePortId, target_port_id: targetPortId, status: host === '' ? 'DOWN' : 'BUILD' },
      ...{ revision_number: 0, created_at: now, updated_at: now },
    }
    try {
      await mirrorsIn(tx).insertInto('mirrors').values(row).execute()
    } catch (error) {
      if (this.env.store.problem(error)?.kind === 'unique') throw new MirrorExistsError(sourcePortId, targetPortId)
      throw error
    }
    if (host !== '') await this.env.publish(tx, [mirrorWrite(host, row)])
    return mirrorOf(row)
  }

  /** @throws {MirrorNotFoundError} also for what the caller may not see */
  private async visible(from: Pick<Transaction, 'db'>, context: RequestContext, id: string): Promise<MirrorRow> {
    const row = await mirrorsIn(from).selectFrom('mirrors').selectAll().where('id', '=', id).executeTakeFirst()
    if (row !== undefined && (await this.env.sharing.isVisible(from.db, context, 'mirror', mirrorOf(row)))) return row
    throw new MirrorNotFoundError(id)
  }

  private async own(
    tx: Transaction,
    context: RequestContext,
    id: string,
    action: string,
    ifRevision: number | undefined,
  ): Promise<MirrorRow> {
    const row = await this.visible(tx, context, id)
    requireOwner(context, mirrorOf(row), action)
    requireRevision(ifRevision, mirrorOf(row))
    return row
  }

  private async shown(context: RequestContext, mirror: Mirror): Promise<Mirror> {
    const [shown = mirror] = await this.env.sharing.asShared(this.env.store.db, context, 'mirror', [mirror])
    return shown
  }
}

import type { RequestContext } from '@netloom/core'
import { chunks, insertChunks } from '@netloom/core/kit'
import { Family } from '../model/family.ts'
import type { ObjectKind } from '../model/kinds.ts'
import type { LbObject } from '../model/lb-object.ts'
import { type Db, type ObjectRow, tablesIn } from '../store/tables.ts'

export const rowOf = (object: LbObject): ObjectRow => ({
  id: object.id,
  kind: object.kind,
  load_balancer_id: object.loadBalancerId,
  parent_id: object.parentId,
  project_id: object.projectId,
  name: object.name,
  description: object.description,
  admin_state_up: object.adminStateUp ? 1 : 0,
  vip_port_id: object.vipPortId,
  attributes: JSON.stringify(object.attributes),
  tags: JSON.stringify(object.tags),
  provisioning_status: object.provisioningStatus,
  pending_until: object.pendingUntil,
  status_cause: object.statusCause,
  deployed: object.deployed ? 1 : 0,
  health: object.health,
  stats: Object.keys(object.stats).length === 0 ? null : JSON.stringify(object.stats),
  version: object.version,
  revision_number: object.revisionNumber,
  created_at: object.createdAt,
  updated_at: object.updatedAt,
})

export const objectOf = (row: ObjectRow): LbObject =>
  ({
    id: row.id,
    kind: row.kind,
    loadBalancerId: row.load_balancer_id,
    parentId: row.parent_id,
    projectId: row.project_id,
    name: row.name,
    description: row.description,
    adminStateUp: row.admin_state_up === 1,
    vipPortId: row.vip_port_id,
    attributes: JSON.parse(row.attributes) as unknown,
    tags: JSON.parse(row.tags) as unknown,
    provisioningStatus: row.provisioning_status,
    pendingUntil: row.pending_until,
    statusCause: row.status_cause,
    deployed: row.deployed === 1,
    health: row.health,
    stats: row.stats === null ? {} : (JSON.parse(row.stats) as unknown),
    version: row.version,
    revisionNumber: row.revision_number,
    createdAt: row.created_at,
    updatedAt: row.updated_at,
  }) as LbObject

export async function insertObjects(db: Db, objects: readonly LbObject[]): Promise<void> {
  for (const piece of insertChunks(objects)) {
    await tablesIn(db).insertInto('lb_objects').values(piece.map(rowOf)).execute()
  }
}

export async function updateObject(db: Db, object: LbObject): Promise<void> {
  const { id, kind: _kind, load_balancer_id: _lb, created_at: _at, ...rest } = rowOf(object)
  await tablesIn(db).updateTable('lb_objects').set(rest).where('id', '=', id).execute()
}

export async function deleteObjects(db: Db, ids: readonly string[]): Promise<void> {
  for (const piece of chunks(ids)) await tablesIn(db).deleteFrom('lb_objects').where('id', 'in', piece).execute()
}

/** The balancer of an object of a kind; undefined = there is none, or the caller may not see it. */
export async function balancerIdOf(
  db: Db,
  context: RequestContext,
  kind: ObjectKind,
  id: string,
): Promise<string | undefined> {
  const query = tablesIn(db).selectFrom('lb_objects').select('load_balancer_id').where('id', '=', id)
  const own = context.isAdmin ? query : query.where('project_id', '=', context.projectId)
  return (await own.where('kind', '=', kind).executeTakeFirst())?.load_balancer_id
}

export async function familyOf(db: Db, loadBalancerId: string): Promise<Family | undefined> {
  return (await familiesWhere(db, 'load_balancer_id', loadBalancerId))[0]
}

/** Those of a project; absent = all. */
export const familiesOf = (db: Db, projectId?: string): Promise<readonly Family[]> =>
  projectId === undefined ? familiesWhere(db) : familiesWhere(db, 'project_id', projectId)

async function familiesWhere(
  db: Db,
  column?: 'load_balancer_id' | 'project_id',
  value = '',
): Promise<readonly Family[]> {
  const query = tablesIn(db).selectFrom('lb_objects').selectAll().orderBy('created_at').orderBy('id')
  const rows = await (column === undefined ? query : query.where(column, '=', value)).execute()
  const groups = new Map<string, LbObject[]>()
  for (const row of rows) {
    const group = groups.get(row.load_balancer_id)
    if (group === undefined) groups.set(row.load_balancer_id, [objectOf(row)])
    else group.push(objectOf(row))
  }
  return [...groups.values()].map((objects) => new Family(objects))
}

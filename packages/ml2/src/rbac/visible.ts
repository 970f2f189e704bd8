import { EVERY_PROJECT, type RbacAction, type RequestContext, type SharedType } from '@netloom/core'
import type { FilterValue } from '@netloom/core/services'
import type { Schema } from '@netloom/core/store'
/**
 * Who may see what beside its owner: one place for lists (SQL) and single objects. An object is visible to its project, to
 * administrators, and to every project that an entry of `rbac_policies` names (`*` = all).
 *
 * The column `shared` of an object's table is 1 while an `access_as_shared` entry for `*` exists; the entries' service and
 * `writeSharing` keep it so. What callers are shown as `shared` also counts entries for their own project.
 */
import { sql, type Expression, type Kysely, type SqlBool } from 'kysely'
import { isService } from '@netloom/core/kit'

export interface Shareable {
  readonly id: string
  readonly projectId: string
  readonly shared: boolean
}

/** Administrators see everything, other services of the cloud every network. */
function seesAll(context: RequestContext, type: SharedType): boolean {
  return context.isAdmin || (type === 'network' && isService(context))
}

/** For WHERE of a list; `table` has `id` and `project_id`. */
export function visibleTo(context: RequestContext, type: SharedType, table: string): Expression<SqlBool> {
  if (seesAll(context, type)) return sql<SqlBool>`1 = 1`
  return sql<SqlBool>`(${sql.ref(`${table}.project_id`)} = ${context.projectId} or ${grantedTo(context, type, `${table}.id`)})`
}

/** For WHERE: whose subnets a context sees. To be a gateway (`access_as_external`) lets nobody in. `table` as in {@link visibleTo}. */
export function usableBy(context: RequestContext, type: SharedType, table: string): Expression<SqlBool> {
  if (seesAll(context, type)) return sql<SqlBool>`1 = 1`
  return sql<SqlBool>`(${sql.ref(`${table}.project_id`)} = ${context.projectId} or ${isSharedWith(context, type, `${table}.id`, [true])})`
}

/** For WHERE: entries of any action let the caller use the object whose id `idRef` holds. */
function grantedTo(context: RequestContext, type: SharedType, idRef: string): Expression<SqlBool> {
  return sql<SqlBool>`${sql.ref(idRef)} in (select object_id from rbac_policies where target_project in (${context.projectId}, ${EVERY_PROJECT}) and object_type = ${type})`
}

/** For WHERE: the list filter `shared`, which is relative to the caller (an administrator's project counts like any other). */
export function isSharedWith(
  context: RequestContext,
  type: SharedType,
  idRef: string,
  wanted: readonly FilterValue[],
): Expression<SqlBool> {
  const values = new Set(wanted.map((value) => value === true))
  if (values.size !== 1) return values.size === 0 ? sql<SqlBool>`1 = 0` : sql<SqlBool>`1 = 1`
  const shared = sql<SqlBool>`${sql.ref(idRef)} in (select object_id from rbac_policies where target_project in (${context.projectId}, ${EVERY_PROJECT}) and object_type = ${type} and action = 'access_as_shared')`
  return values.has(true) ? shared : sql<SqlBool>`not ${shared}`
}

/** One object. Asks the store only where neither owner nor `shared` decides. */
export async function isVisible(
  db: Kysely<Schema>,
  context: RequestContext,
  type: SharedType,
  object: Shareable,
): Promise<boolean> {
  return (await mayUse(db, context, type, object)) || isGranted(db, context.projectId, type, object.id)
}

/** One object, as {@link usableBy}: to see a network as the way out is not to use it. */
export async function mayUse(
  db: Kysely<Schema>,
  context: RequestContext,
  type: SharedType,
  { id, projectId, shared }: Shareable,
): Promise<boolean> {
  if (seesAll(context, type) || projectId === context.projectId || shared) return true
  return isGranted(db, context.projectId, type, id, 'access_as_shared')
}

/** Whether an entry names the project, or every one. */
export async function isGranted(
  db: Kysely<Schema>,
  projectId: string,
  type: SharedType,
  id: string,
  action?: RbacAction,
): Promise<boolean> {
  const entry = await db
    .selectFrom('rbac_policies')
    .select('id')
    .where('object_type', '=', type)
    .where('object_id', '=', id)
    .where('target_project', 'in', [projectId, EVERY_PROJECT])
    .$if(action !== undefined, (query) => query.where('action', '=', action ?? ''))
    .limit(1)
    .executeTakeFirst()
  return entry !== undefined
}

/** Objects as the caller is shown them: `shared` is true where an entry names its project, too. One statement. */
export async function asSharedWith<T extends Shareable>(
  db: Kysely<Schema>,
  context: RequestContext,
  type: SharedType,
  objects: readonly T[],
): Promise<readonly T[]> {
  if (objects.every(({ shared }) => shared)) return objects
  const rows = await db
    .selectFrom('rbac_policies')
    .select('object_id')
    .where('target_project', '=', context.projectId)
    .where('object_type', '=', type)
    .where('action', '=', 'access_as_shared')
    .execute()
  if (rows.length === 0) return objects
  const named = new Set(rows.map(({ object_id }) => object_id))
  return objects.map((object) => (named.has(object.id) ? { ...object, shared: true } : object))
}

import { randomUUID } from 'node:crypto'
import { EVERY_PROJECT, type RbacAction, type SharedType } from '../../model/rbac-policy.ts'
import type { Transaction } from '../../store/store.ts'

export interface SharedObject {
  readonly id: string
  readonly projectId: string
}

/** Adds the entry for every project; harmless when it is there. The caller sets the object's own column. */
export async function shareWithAll(
  { db }: Transaction,
  type: SharedType,
  { id, projectId }: SharedObject,
  action: RbacAction = 'access_as_shared',
): Promise<void> {
  await db
    .insertInto('rbac_policies')
    .values({
      id: randomUUID(),
      project_id: projectId,
      object_type: type,
      object_id: id,
      action,
      target_project: EVERY_PROJECT,
    })
    .onConflict((conflict) => conflict.columns(['object_type', 'object_id', 'action', 'target_project']).doNothing())
    .execute()
}

/** Takes the entry for every project away; harmless when there is none. The caller sets the object's own column. */
export async function unshareFromAll(
  { db }: Transaction,
  type: SharedType,
  { id }: SharedObject,
  action: RbacAction = 'access_as_shared',
): Promise<void> {
  await db
    .deleteFrom('rbac_policies')
    .where('object_type', '=', type)
    .where('object_id', '=', id)
    .where('action', '=', action)
    .where('target_project', '=', EVERY_PROJECT)
    .execute()
}

/** The object goes: so do its entries. */
export async function dropEntries({ db }: Transaction, type: SharedType, id: string): Promise<void> {
  await db.deleteFrom('rbac_policies').where('object_type', '=', type).where('object_id', '=', id).execute()
}

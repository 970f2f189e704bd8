import { EVERY_PROJECT, type RbacAction, type SharedType } from '@netloom/core'
import type { Transaction } from '@netloom/core/store'
import { randomUUID } from 'node:crypto'
import { countUses, returnQuota } from '../quotas/usage.ts'
import { boundProjects } from './bound-projects.ts'
import type { SharedTypes } from '../environment/shareable-types.ts'

export interface SharedObject {
  readonly id: string
  readonly projectId: string
}

/**
 * Adds the entry for every project; harmless when it is there. The caller writes the object's own column and revision.
 * Neutron: `shared: true` in a create or update; the entry belongs to the object's project and is never over its quota.
 */
export async function shareWithAll(
  tx: Transaction,
  type: SharedType,
  { id, projectId }: SharedObject,
  action: RbacAction = 'access_as_shared',
): Promise<void> {
  const added = await tx.db
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
    .returning('project_id')
    .execute()
  await countUses(tx, added.map(useOf))
}

/** Takes the entry for every project away; harmless when there is none. The caller writes the object's own column and revision. */
export async function unshareFromAll(tx: Transaction, type: SharedType, { id }: SharedObject): Promise<void> {
  const removed = await tx.db
    .deleteFrom('rbac_policies')
    .where('object_type', '=', type)
    .where('object_id', '=', id)
    .where('action', '=', 'access_as_shared')
    .where('target_project', '=', EVERY_PROJECT)
    .returning('project_id')
    .execute()
  await returnQuota(tx, removed.map(useOf))
}

/** All entries of one action, or of every one: the object goes, or is nobody's gateway any more. */
export async function dropEntries(tx: Transaction, type: SharedType, id: string, action?: RbacAction): Promise<void> {
  const removed = await tx.db
    .deleteFrom('rbac_policies')
    .where('object_type', '=', type)
    .where('object_id', '=', id)
    .$if(action !== undefined, (query) => query.where('action', '=', action ?? ''))
    .returning('project_id')
    .execute()
  await returnQuota(tx, removed.map(useOf))
}

/** A project that uses the object and would have no right to it without the entry for `target`. */
export async function dependentOn(
  tx: Transaction,
  type: SharedType,
  object: SharedObject,
  target: string,
  types?: SharedTypes,
): Promise<string | undefined> {
  // the owner needs no entry
  if (target === object.projectId) return undefined
  const bound = (await types?.get(type)?.projectsUsing?.(object, tx.db)) ?? (await boundProjects(tx.db, type, object))
  if (bound.length === 0 || (target !== EVERY_PROJECT && !bound.includes(target))) return undefined
  const entries = await tx.db
    .selectFrom('rbac_policies')
    .select('target_project')
    .where('object_type', '=', type)
    .where('object_id', '=', object.id)
    .where('action', '=', 'access_as_shared')
    .where('target_project', '!=', target)
    .execute()
  const others = new Set(entries.map(({ target_project }) => target_project))
  if (others.has(EVERY_PROJECT)) return undefined
  const affected = target === EVERY_PROJECT ? bound : [target]
  return affected.find((project) => !others.has(project))
}

const useOf = ({
  project_id,
}: {
  readonly project_id: string
}): {
  readonly projectId: string
  readonly resource: 'rbac_policy'
} => ({ projectId: project_id, resource: 'rbac_policy' })

import { EVERY_PROJECT, InvalidInputError, type RbacPolicy } from '@netloom/core'
import type { Schema } from '@netloom/core/store'
import type { Kysely } from 'kysely'
import { isGranted } from './visible.ts'

/**
 * A pool is of use to those only who may see the address scope that it is in. @throws {InvalidInputError} when the target of an
 * entry may not
 */
export async function requireScopeVisible(
  db: Kysely<Schema>,
  { objectType, objectId, targetProject }: Pick<RbacPolicy, 'objectType' | 'objectId' | 'targetProject'>,
): Promise<void> {
  if (objectType !== 'subnetpool') return
  const scope = await db
    .selectFrom('subnetpools')
    .innerJoin('address_scopes', 'address_scopes.id', 'subnetpools.address_scope_id')
    .select(['address_scopes.id', 'address_scopes.project_id'])
    .where('subnetpools.id', '=', objectId)
    .executeTakeFirst()
  if (scope === undefined || (targetProject !== EVERY_PROJECT && scope.project_id === targetProject)) return
  if (await isGranted(db, targetProject, 'address_scope', scope.id)) return
  throw new InvalidInputError(
    `Failed to create RBAC policy on resource ${objectId} because target project doesn't have access to associated ` +
      'address scope',
  )
}

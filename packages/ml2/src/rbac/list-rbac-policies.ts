import { type RbacAction, type RbacPolicy, RbacPolicyNotFoundError, type RequestContext } from '@netloom/core'
import { mapInTurns } from '@netloom/core/kit'
import type { Page, ResourceFilter } from '@netloom/core/services'
import type { RbacPoliciesTable, Schema } from '@netloom/core/store'
import type { Kysely, SelectQueryBuilder } from 'kysely'
import { filtered } from '../query/filter.ts'
import { text, type ListColumns } from '@netloom/core/kit'
import { paged } from '../query/paged.ts'

const COLUMNS: ListColumns = {
  id: text('rbac_policies.id'),
  projectId: text('rbac_policies.project_id'),
  objectType: text('rbac_policies.object_type'),
  objectId: text('rbac_policies.object_id'),
  action: text('rbac_policies.action'),
  targetProject: text('rbac_policies.target_project'),
}
const SHAPE = { resource: 'grant', columns: COLUMNS }

/** The context's own entries, all to an administrator. */
export async function listRbacPolicies(
  db: Kysely<Schema>,
  context: RequestContext,
  filter: ResourceFilter = {},
  page: Page = {},
): Promise<readonly RbacPolicy[]> {
  const rows = await paged(filtered(visible(db, context), filter, SHAPE), COLUMNS, page, async (id) => {
    const row = await visible(db, context).where('rbac_policies.id', '=', id).executeTakeFirst()
    if (row === undefined) throw new RbacPolicyNotFoundError(id)
    return row
  })
  return mapInTurns(rows, rbacPolicyOf)
}

function visible(
  db: Kysely<Schema>,
  context: RequestContext,
): SelectQueryBuilder<Schema, 'rbac_policies', RbacPoliciesTable> {
  const query = db.selectFrom('rbac_policies').selectAll('rbac_policies')
  return context.isAdmin ? query : query.where('rbac_policies.project_id', '=', context.projectId)
}

export function rbacPolicyOf(row: RbacPoliciesTable): RbacPolicy {
  return {
    id: row.id,
    projectId: row.project_id,
    objectType: row.object_type,
    objectId: row.object_id,
    action: row.action as RbacAction,
    targetProject: row.target_project,
  }
}

export function rbacPolicyRow(policy: RbacPolicy): RbacPoliciesTable {
  return {
    id: policy.id,
    project_id: policy.projectId,
    object_type: policy.objectType,
    object_id: policy.objectId,
    action: policy.action,
    target_project: policy.targetProject,
  }
}

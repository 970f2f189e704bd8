import { PolicyRemoveAuthorizationError, type QosPolicy, QosPolicyInUseError, type RequestContext } from '@netloom/core'
import type { Schema, Transaction } from '@netloom/core/store'
import type { Kysely } from 'kysely'
import { isVisible } from '../rbac/visible.ts'
import { visibleQosPolicy } from './visible-policy.ts'

/** Default policies of projects, by project. */
export async function defaultPolicies(
  db: Kysely<Schema>,
  projectIds: readonly string[],
): Promise<ReadonlyMap<string, string>> {
  const rows = await db
    .selectFrom('qos_policies')
    .select(['id', 'project_id'])
    .where('project_id', 'in', [...new Set(projectIds)])
    .where('is_default', '=', 1)
    .execute()
  return new Map(rows.map((row) => [row.project_id, row.id]))
}

/**
 * The policy that a network or port is to have from now on; null = none. Whoever takes one away (or names it again) has to
 * see it. @throws {QosPolicyNotFoundError} {@link PolicyRemoveAuthorizationError}
 */
export async function changedPolicy(
  { db }: Transaction,
  context: RequestContext,
  before: string | null,
  wanted: string | null,
): Promise<QosPolicy | null> {
  if (before !== null && !(await canSee(db, context, before))) throw new PolicyRemoveAuthorizationError(before)
  return wanted === null ? null : visibleQosPolicy(db, context, wanted)
}

async function canSee(db: Kysely<Schema>, context: RequestContext, id: string): Promise<boolean> {
  if (context.isAdmin) return true
  const row = await db
    .selectFrom('qos_policies')
    .select(['project_id', 'shared'])
    .where('id', '=', id)
    .executeTakeFirst()
  if (row === undefined) return true
  return isVisible(db, context, 'qos_policy', { id, projectId: row.project_id, shared: row.shared === 1 })
}

/** @throws {QosPolicyInUseError} naming a port, else a network */
export async function requireUnused({ db }: Transaction, id: string): Promise<void> {
  for (const [table, type] of [
    ['ports', 'port'],
    ['networks', 'network'],
  ] as const) {
    const user = await db.selectFrom(table).select('id').where('qos_policy_id', '=', id).limit(1).executeTakeFirst()
    if (user !== undefined) throw new QosPolicyInUseError(id, type, user.id)
  }
}

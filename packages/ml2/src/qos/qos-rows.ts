import type { QosDirection, QosPolicy, QosRule, QosRuleType } from '@netloom/core'
import type { QosPoliciesTable, QosRulesTable, Schema } from '@netloom/core/store'
import type { Kysely } from 'kysely'
import { groupBy } from '../rows/group-by.ts'
import { textList } from '../rows/text-list.ts'

export function qosPolicyRow(policy: QosPolicy): QosPoliciesTable {
  return {
    id: policy.id,
    project_id: policy.projectId,
    name: policy.name,
    shared: policy.shared ? 1 : 0,
    is_default: policy.isDefault ? 1 : 0,
    description: policy.description,
    tags: JSON.stringify(policy.tags),
    revision_number: policy.revisionNumber,
    created_at: policy.createdAt,
    updated_at: policy.updatedAt,
  }
}

export function qosRuleRow({ id, policyId, type, direction, ...numbers }: QosRule): QosRulesTable {
  return { id, policy_id: policyId, rule_type: type, direction: direction ?? '', parameters: JSON.stringify(numbers) }
}

export function qosRuleOf(row: QosRulesTable): QosRule {
  const numbers = JSON.parse(row.parameters) as Readonly<Record<string, number>>
  const direction = row.direction === '' ? {} : { direction: row.direction as QosDirection }
  return { ...numbers, ...direction, id: row.id, policyId: row.policy_id, type: row.rule_type as QosRuleType }
}

/** Adds the rules to policy rows, keeping their order; one statement. */
export async function withRules(db: Kysely<Schema>, rows: readonly QosPoliciesTable[]): Promise<readonly QosPolicy[]> {
  if (rows.length === 0) return []
  const ids = rows.map(({ id }) => id)
  const rules = await db
    .selectFrom('qos_rules')
    .selectAll()
    .where('policy_id', 'in', ids)
    .orderBy('rule_type')
    .orderBy('direction')
    .execute()
  const rulesOf = groupBy(rules.map(qosRuleOf), ({ policyId }) => policyId)
  return rows.map((row) => ({
    id: row.id,
    projectId: row.project_id,
    name: row.name,
    shared: row.shared === 1,
    isDefault: row.is_default === 1,
    rules: rulesOf.get(row.id) ?? [],
    description: row.description,
    tags: textList(row.tags),
    revisionNumber: row.revision_number,
    createdAt: row.created_at,
    updatedAt: row.updated_at,
  }))
}

/** What it shows of sharing is its own: whether every project has it. */
export async function loadQosPolicy(db: Kysely<Schema>, id: string): Promise<QosPolicy | undefined> {
  const rows = await db.selectFrom('qos_policies').selectAll().where('id', '=', id).execute()
  return (await withRules(db, rows))[0]
}

import { chunks } from '@netloom/core/kit'
import type { FirewallPolicy } from '../model/firewall-policy.ts'
import { type ApiVersion, type Db, type PolicyRow, tablesIn } from '../store/tables.ts'

export function policyRow(policy: FirewallPolicy): PolicyRow {
  return {
    id: policy.id,
    project_id: policy.projectId,
    name: policy.name,
    description: policy.description,
    shared: policy.shared ? 1 : 0,
    audited: policy.audited ? 1 : 0,
    revision_number: policy.revisionNumber,
    created_at: policy.createdAt,
    updated_at: policy.updatedAt,
  }
}

/** Policies by id, with their rules in order; those that are not there are left out. */
export async function loadPolicies(
  db: Db,
  version: ApiVersion,
  ids: readonly string[],
): Promise<ReadonlyMap<string, FirewallPolicy>> {
  const rows: PolicyRow[] = []
  for (const piece of chunks(ids)) {
    rows.push(
      ...(await tablesIn(db, version).selectFrom('firewall_policies').selectAll().where('id', 'in', piece).execute()),
    )
  }
  return new Map((await withRules(db, version, rows)).map((policy) => [policy.id, policy]))
}

/** Rows as policies. */
export async function withRules(
  db: Db,
  version: ApiVersion,
  rows: readonly PolicyRow[],
): Promise<readonly FirewallPolicy[]> {
  const ids = rows.map(({ id }) => id)
  const ruleIds = new Map<string, string[]>()
  const firewallIds = new Map<string, Set<string>>()
  for (const piece of chunks(ids)) {
    const tables = tablesIn(db, version)
    const ordered = await tables
      .selectFrom('firewall_policy_rules')
      .selectAll()
      .where('policy_id', 'in', piece)
      .orderBy('position')
      .execute()
    for (const { policy_id, rule_id } of ordered) ruleIds.set(policy_id, [...(ruleIds.get(policy_id) ?? []), rule_id])
    const users = await tables
      .selectFrom('firewalls')
      .select(['id', 'ingress_policy_id', 'egress_policy_id'])
      .where((eb) => eb.or([eb('ingress_policy_id', 'in', piece), eb('egress_policy_id', 'in', piece)]))
      .orderBy('id')
      .execute()
    for (const { id, ingress_policy_id, egress_policy_id } of users)
      for (const policyId of [ingress_policy_id, egress_policy_id])
        if (policyId !== null) firewallIds.set(policyId, (firewallIds.get(policyId) ?? new Set()).add(id))
  }
  return rows.map((row) => ({
    id: row.id,
    projectId: row.project_id,
    name: row.name,
    description: row.description,
    shared: row.shared === 1,
    audited: row.audited === 1,
    ruleIds: ruleIds.get(row.id) ?? [],
    firewallIds: [...(firewallIds.get(row.id) ?? [])],
    revisionNumber: row.revision_number,
    createdAt: row.created_at,
    updatedAt: row.updated_at,
  }))
}

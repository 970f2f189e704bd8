import { chunks } from '@netloom/core/kit'
import { type ApiVersion, type Db, tablesIn } from '../store/tables.ts'

/** Policies that have a rule. */
export async function policiesWithRule(db: Db, version: ApiVersion, ruleId: string): Promise<readonly string[]> {
  const rows = await tablesIn(db, version)
    .selectFrom('firewall_policy_rules')
    .select('policy_id')
    .where('rule_id', '=', ruleId)
    .orderBy('policy_id')
    .execute()
  return rows.map(({ policy_id }) => policy_id)
}

/** Firewalls that use one of these policies. */
export async function firewallsWithPolicy(
  db: Db,
  version: ApiVersion,
  policyIds: readonly string[],
): Promise<readonly string[]> {
  const found = new Set<string>()
  for (const piece of chunks(policyIds)) {
    const rows = await tablesIn(db, version)
      .selectFrom('firewalls')
      .select('id')
      .where((eb) => eb.or([eb('ingress_policy_id', 'in', piece), eb('egress_policy_id', 'in', piece)]))
      .execute()
    for (const { id } of rows) found.add(id)
  }
  return [...found]
}

/** Firewalls whose policies have a rule. */
export async function firewallsWithRule(db: Db, version: ApiVersion, ruleId: string): Promise<readonly string[]> {
  return firewallsWithPolicy(db, version, await policiesWithRule(db, version, ruleId))
}

/** A rule of theirs has changed: they are other revisions, which nobody has audited. */
export async function touchPolicies(db: Db, version: ApiVersion, ids: readonly string[], now: string): Promise<void> {
  for (const piece of chunks(ids)) {
    await tablesIn(db, version)
      .updateTable('firewall_policies')
      .set(({ eb }) => ({ revision_number: eb('revision_number', '+', 1), updated_at: now, audited: 0 }))
      .where('id', 'in', piece)
      .execute()
  }
}

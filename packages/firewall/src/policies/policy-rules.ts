import { insertChunks } from '@netloom/core/kit'
import type { Transaction } from '@netloom/core/store'
import type { Dialect } from '../model/dialect.ts'
import type { FirewallPolicy } from '../model/firewall-policy.ts'
import { loadRules } from '../rows/load-rules.ts'
import { tablesIn } from '../store/tables.ts'

/** Judges the rules that a policy is to have. @throws in the words of the version */
export async function requireRules(
  tx: Transaction,
  { version, errors }: Dialect,
  policy: Pick<FirewallPolicy, 'id' | 'projectId' | 'shared'>,
  ruleIds: readonly string[],
): Promise<void> {
  const rules = await loadRules(tx.db, version, ruleIds)
  for (const id of ruleIds) {
    const rule = rules.get(id)
    if (rule === undefined) throw errors.ruleNotFound(id)
    // A rule of version 1 is in one policy.
    if (version === 1 && rule.policyIds.some((one) => one !== policy.id)) throw errors.ruleInUse(id)
    if (policy.shared && !rule.shared) throw errors.ruleSharingConflict(policy.id, id)
    if (!rule.shared && rule.projectId !== policy.projectId) throw errors.ruleConflict(id, rule.projectId)
  }
}

/** Writes the rules of a policy in this order; one that is named twice stands at its first place. */
export async function writeRules(
  tx: Transaction,
  { version }: Dialect,
  policyId: string,
  ruleIds: readonly string[],
): Promise<void> {
  const tables = tablesIn(tx.db, version)
  await tables.deleteFrom('firewall_policy_rules').where('policy_id', '=', policyId).execute()
  const rows = [...new Set(ruleIds)].map((rule_id, index) => ({ policy_id: policyId, rule_id, position: index + 1 }))
  for (const piece of insertChunks(rows)) await tables.insertInto('firewall_policy_rules').values(piece).execute()
}

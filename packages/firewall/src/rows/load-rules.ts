import { chunks } from '@netloom/core/kit'
import type { FirewallRule } from '../model/firewall-rule.ts'
import { type ApiVersion, type Db, type RuleRow, tablesIn } from '../store/tables.ts'
import { NOWHERE, ruleOf, type RulePositions } from './rule-rows.ts'

/** Rules by id; those that are not there are left out. */
export async function loadRules(
  db: Db,
  version: ApiVersion,
  ids: readonly string[],
): Promise<ReadonlyMap<string, FirewallRule>> {
  const rows: RuleRow[] = []
  for (const piece of chunks(ids)) {
    rows.push(
      ...(await tablesIn(db, version).selectFrom('firewall_rules').selectAll().where('id', 'in', piece).execute()),
    )
  }
  return new Map((await withPositions(db, version, rows)).map((rule) => [rule.id, rule]))
}

/** Rows as rules, with where they stand. */
export async function withPositions(
  db: Db,
  version: ApiVersion,
  rows: readonly RuleRow[],
): Promise<readonly FirewallRule[]> {
  const positions = new Map<string, RulePositions>()
  for (const piece of chunks(rows.map(({ id }) => id))) {
    const found = await tablesIn(db, version)
      .selectFrom('firewall_policy_rules')
      .selectAll()
      .where('rule_id', 'in', piece)
      .orderBy('policy_id')
      .execute()
    for (const { rule_id, policy_id, position } of found) {
      const before = positions.get(rule_id) ?? NOWHERE
      positions.set(rule_id, { policyIds: [...before.policyIds, policy_id], position: before.position ?? position })
    }
  }
  return rows.map((row) => ruleOf(row, positions.get(row.id) ?? NOWHERE))
}

import { chunks } from '@netloom/core/kit'
import type { SelectQueryBuilder } from 'kysely'
import type { SecurityGroupRule } from '../model/security-group-rule.ts'
import { type Db, type Tables, tablesIn } from '../store/tables.ts'
import { type JoinedRuleRow, ruleOf } from './rule-rows.ts'

type RuleQuery = SelectQueryBuilder<Tables, 'security_group_rules', JoinedRuleRow>

/** Rules with what says whether their group is a default one. */
export function selectRules(db: Db): RuleQuery {
  return tablesIn(db)
    .selectFrom('security_group_rules')
    .leftJoin(
      'default_security_groups',
      'default_security_groups.security_group_id',
      'security_group_rules.security_group_id',
    )
    .selectAll('security_group_rules')
    .select('default_security_groups.project_id as default_of')
}

/** By group, in the order of their ids. */
export async function rulesOf(
  db: Db,
  groupIds: readonly string[],
): Promise<ReadonlyMap<string, readonly SecurityGroupRule[]>> {
  const found = new Map<string, SecurityGroupRule[]>(groupIds.map((id) => [id, []]))
  for (const piece of chunks(groupIds)) {
    const rows = await selectRules(db)
      .where('security_group_rules.security_group_id', 'in', piece)
      .orderBy('security_group_rules.id')
      .execute()
    for (const row of rows) found.get(row.security_group_id)?.push(ruleOf(row))
  }
  return found
}

import type { RequestContext } from '@netloom/core'
import { type Expression, sql, type SqlBool } from 'kysely'
import { SecurityGroupRuleNotFoundError } from '../errors/rule-errors.ts'
import type { SecurityGroupRule } from '../model/security-group-rule.ts'
import type { Db } from '../store/tables.ts'
import { selectRules } from '../rows/load-rules.ts'
import { ruleOf } from '../rows/rule-rows.ts'

/** For WHERE: rules are seen by their own project, and by their group's, whoever made them (LP 1824248). */
export function ruleVisibleTo({ isAdmin, projectId }: RequestContext): Expression<SqlBool> {
  if (isAdmin) return sql<SqlBool>`1 = 1`
  return sql<SqlBool>`(security_group_rules.project_id = ${projectId} or security_group_rules.security_group_id in
    (select security_groups.id from security_groups where security_groups.project_id = ${projectId}))`
}

/** @throws {SecurityGroupRuleNotFoundError} also for one that the caller may not see */
export async function visibleRule(db: Db, context: RequestContext, id: string): Promise<SecurityGroupRule> {
  const row = await selectRules(db)
    .where('security_group_rules.id', '=', id)
    .where(ruleVisibleTo(context))
    .executeTakeFirst()
  if (row === undefined) throw new SecurityGroupRuleNotFoundError(id)
  return ruleOf(row)
}

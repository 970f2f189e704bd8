import type { RequestContext, ServiceEnvironment } from '@netloom/core'
import { type ListShape, mapInTurns, text, wantedValues } from '@netloom/core/kit'
import type { Page, ResourceFilter } from '@netloom/core/services'
import { sql, type Expression, type SqlBool } from 'kysely'
import { SecurityGroupRuleNotFoundError } from '../errors/rule-errors.ts'
import type { SecurityGroupRule } from '../model/security-group-rule.ts'
import { selectRules } from '../rows/load-rules.ts'
import { matchListColumns } from './match-list-columns.ts'
import { ruleOf } from '../rows/rule-rows.ts'
import { ruleVisibleTo } from './visible-rule.ts'

const SHAPE: ListShape = {
  resource: 'security group rule',
  columns: {
    ...matchListColumns('security_group_rules'),
    projectId: text('security_group_rules.project_id'),
    securityGroupId: text('security_group_rules.security_group_id'),
  },
  special: ['belongsToDefaultSg'],
}

/** Rules that the context may see. */
export async function listRules(
  { listed, store }: Pick<ServiceEnvironment, 'listed' | 'store'>,
  context: RequestContext,
  filter: ResourceFilter = {},
  page: Page = { sort: [{ field: 'createdAt', direction: 'asc' }] },
): Promise<readonly SecurityGroupRule[]> {
  const visible = selectRules(store.db).where(ruleVisibleTo(context))
  const query = visible.where(belongsToDefault(wantedValues(filter['belongsToDefaultSg'] ?? [true, false])))
  const rows = await listed(query, SHAPE, filter, page, async (id) => {
    const row = await visible.where('security_group_rules.id', '=', id).executeTakeFirst()
    if (row === undefined) throw new SecurityGroupRuleNotFoundError(id)
    return row
  })
  return mapInTurns(rows, ruleOf)
}

function belongsToDefault(wanted: readonly unknown[]): Expression<SqlBool> {
  const [yes, no] = [wanted.includes(true), wanted.includes(false)]
  if (yes && no) return sql<SqlBool>`1 = 1`
  if (!yes && !no) return sql<SqlBool>`1 = 0`
  const owner = sql.ref('default_security_groups.project_id')
  return yes ? sql<SqlBool>`${owner} is not null` : sql<SqlBool>`${owner} is null`
}

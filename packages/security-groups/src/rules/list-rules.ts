import type { RequestContext, ServiceEnvironment } from '@netloom/core'
import { listInMemory } from '@netloom/core/kit'
import type { Page, ResourceFilter } from '@netloom/core/services'
import { texts } from '../base/filter-texts.ts'
import { SecurityGroupRuleNotFoundError } from '../errors/rule-errors.ts'
import type { SecurityGroupRule } from '../model/security-group-rule.ts'
import { selectRules } from './load-rules.ts'
import { ruleOf } from './rule-rows.ts'
import { ruleVisibleTo } from './visible-rule.ts'

const LIST = {
  resource: 'security group rule',
  fields: [
    'id',
    'projectId',
    'securityGroupId',
    'direction',
    'ethertype',
    'protocol',
    'portRangeMin',
    'portRangeMax',
    'remoteIpPrefix',
    'normalizedCidr',
    'remoteGroupId',
    'remoteAddressGroupId',
    'belongsToDefaultSg',
    'description',
    'revisionNumber',
    'createdAt',
    'updatedAt',
  ],
}
/** Columns with an index: lists that name one read no more than they have to. */
const INDEXED = {
  id: 'security_group_rules.id',
  projectId: 'security_group_rules.project_id',
  securityGroupId: 'security_group_rules.security_group_id',
  remoteGroupId: 'security_group_rules.remote_group_id',
} as const

/** Rules that the context may see. */
export async function listRules(
  { store }: Pick<ServiceEnvironment, 'store'>,
  context: RequestContext,
  filter: ResourceFilter = {},
  page: Page = { sort: [{ field: 'createdAt', direction: 'asc' }] },
): Promise<readonly SecurityGroupRule[]> {
  let query = selectRules(store.db).where(ruleVisibleTo(context))
  for (const [field, column] of Object.entries(INDEXED)) {
    const wanted = filter[field]
    // the marker may be beyond what the filter lets through
    if (wanted !== undefined && page.marker === undefined) query = query.where(column, 'in', texts(wanted))
  }
  const rows = await query.execute()
  return listInMemory(rows.map(ruleOf), LIST, filter, page, (id) => new SecurityGroupRuleNotFoundError(id))
}

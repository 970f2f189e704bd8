import type { RequestContext, ServiceEnvironment } from '@netloom/core'
import { listInMemory } from '@netloom/core/kit'
import type { Page, ResourceFilter } from '@netloom/core/services'
import { SecurityGroupNotFoundError } from '../errors/group-errors.ts'
import type { SecurityGroup } from '../model/security-group.ts'
import { rulesOf } from '../rules/load-rules.ts'
import { tablesIn } from '../store/tables.ts'
import { texts } from '../base/filter-texts.ts'
import { groupOf } from './group-rows.ts'
import { SHARED_TYPE } from './visible-group.ts'

const LIST = {
  resource: 'security group',
  fields: [
    'id',
    'projectId',
    'name',
    'description',
    'stateful',
    'shared',
    'tags',
    'revisionNumber',
    'createdAt',
    'updatedAt',
  ],
}

/** Groups that the context may see, with their rules: its project's, shared ones, all to an administrator. */
export async function listGroups(
  { sharing, store }: Pick<ServiceEnvironment, 'sharing' | 'store'>,
  context: RequestContext,
  filter: ResourceFilter = {},
  page: Page = { sort: [{ field: 'createdAt', direction: 'asc' }] },
): Promise<readonly SecurityGroup[]> {
  const { id, projectId } = filter
  const rows = await tablesIn(store.db)
    .selectFrom('security_groups')
    .selectAll()
    .where(sharing.visibleTo(context, SHARED_TYPE, 'security_groups'))
    .$if(id !== undefined && page.marker === undefined, (query) => query.where('id', 'in', texts(id)))
    .$if(projectId !== undefined && page.marker === undefined, (query) =>
      query.where('project_id', 'in', texts(projectId)),
    )
    .execute()
  const all = await sharing.asShared(
    store.db,
    context,
    SHARED_TYPE,
    rows.map((row) => groupOf(row)),
  )
  const found = listInMemory(all, LIST, filter, page, (one) => new SecurityGroupNotFoundError(one))
  const rules = await rulesOf(
    store.db,
    found.map((group) => group.id),
  )
  return found.map((group) => ({ ...group, rules: rules.get(group.id) ?? [] }))
}

import type { RequestContext, ServiceEnvironment } from '@netloom/core'
import { flag, type ListShape, mapInTurns, standardColumns, wantedValues } from '@netloom/core/kit'
import type { Page, ResourceFilter } from '@netloom/core/services'
import { SecurityGroupNotFoundError } from '../errors/group-errors.ts'
import type { SecurityGroup } from '../model/security-group.ts'
import { rulesOf } from '../rows/load-rules.ts'
import { tablesIn } from '../store/tables.ts'
import { groupOf } from '../rows/group-rows.ts'
import { SHARED_TYPE } from './visible-group.ts'

const SHAPE: ListShape = {
  resource: 'security group',
  columns: { ...standardColumns('security_groups'), stateful: flag('security_groups.stateful') },
  tags: 'security_groups.tags',
  special: ['shared'],
}

/** Groups that the context may see, with their rules: its project's, shared ones, all to an administrator. */
export async function listGroups(
  { listed, sharing, store }: Pick<ServiceEnvironment, 'listed' | 'sharing' | 'store'>,
  context: RequestContext,
  filter: ResourceFilter = {},
  page: Page = { sort: [{ field: 'createdAt', direction: 'asc' }] },
): Promise<readonly SecurityGroup[]> {
  const visible = tablesIn(store.db)
    .selectFrom('security_groups')
    .selectAll('security_groups')
    .where(sharing.visibleTo(context, SHARED_TYPE, 'security_groups'))
  const shared = wantedValues(filter['shared'] ?? [true, false])
  const query = visible.where(sharing.sharedWith(context, SHARED_TYPE, 'security_groups.id', shared))
  const rows = await listed(query, SHAPE, filter, page, async (id) => {
    const row = await visible.where('security_groups.id', '=', id).executeTakeFirst()
    if (row === undefined) throw new SecurityGroupNotFoundError(id)
    return row
  })
  const groups = await mapInTurns(rows, (row) => groupOf(row))
  const shown = await sharing.asShared(store.db, context, SHARED_TYPE, groups)
  const rules = await rulesOf(
    store.db,
    shown.map(({ id }) => id),
  )
  return shown.map((group) => ({ ...group, rules: rules.get(group.id) ?? [] }))
}

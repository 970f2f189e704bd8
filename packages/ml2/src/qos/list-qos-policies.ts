import { type QosPolicy, QosPolicyNotFoundError, type RequestContext } from '@netloom/core'
import type { Page, ResourceFilter } from '@netloom/core/services'
import type { QosPoliciesTable, Schema } from '@netloom/core/store'
import type { Kysely, SelectQueryBuilder } from 'kysely'
import { filtered, wantedValues } from '../query/filter.ts'
import { flag, standardColumns, type ListColumns } from '@netloom/core/kit'
import { paged } from '../query/paged.ts'
import { asSharedWith, isSharedWith, visibleTo } from '../rbac/visible.ts'
import { withRules } from './qos-rows.ts'

const COLUMNS: ListColumns = { ...standardColumns('qos_policies'), isDefault: flag('qos_policies.is_default') }
const SHAPE = { resource: 'QoS policy', columns: COLUMNS, tags: 'qos_policies.tags', special: ['shared'] }

/** Policies the context may see: its project's, shared ones, all to an administrator. */
export async function listQosPolicies(
  db: Kysely<Schema>,
  context: RequestContext,
  filter: ResourceFilter = {},
  page: Page = { sort: [{ field: 'createdAt', direction: 'asc' }] },
): Promise<readonly QosPolicy[]> {
  const visible = (): SelectQueryBuilder<Schema, 'qos_policies', QosPoliciesTable> =>
    db
      .selectFrom('qos_policies')
      .selectAll('qos_policies')
      .where(visibleTo(context, 'qos_policy', 'qos_policies'))
  const query = filtered(visible(), filter, SHAPE).where(
    isSharedWith(context, 'qos_policy', 'qos_policies.id', wantedValues(filter['shared'] ?? [true, false])),
  )
  const rows = await paged(query, COLUMNS, page, async (id) => {
    const row = await visible().where('qos_policies.id', '=', id).executeTakeFirst()
    if (row === undefined) throw new QosPolicyNotFoundError(id)
    return row
  })
  return asSharedWith(db, context, 'qos_policy', await withRules(db, rows))
}

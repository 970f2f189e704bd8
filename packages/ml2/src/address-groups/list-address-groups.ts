import { type AddressGroup, AddressGroupNotFoundError, type RequestContext } from '@netloom/core'
import { mapInTurns } from '@netloom/core/kit'
import type { Page, ResourceFilter } from '@netloom/core/services'
import type { AddressGroupsTable, Schema } from '@netloom/core/store'
import type { Kysely, SelectQueryBuilder } from 'kysely'
import { filtered, wantedValues } from '../query/filter.ts'
import { standardColumns, type ListColumns } from '../query/list-columns.ts'
import { paged } from '../query/paged.ts'
import { asSharedWith, isSharedWith, visibleTo } from '../rbac/visible.ts'
import { addressGroupOf } from './address-group-rows.ts'

const COLUMNS: ListColumns = standardColumns('address_groups')
const SHAPE = { resource: 'address group', columns: COLUMNS, tags: 'address_groups.tags', special: ['shared'] }

/** Groups the context may see: its project's, shared ones, all to an administrator. */
export async function listAddressGroups(
  db: Kysely<Schema>,
  context: RequestContext,
  filter: ResourceFilter = {},
  page: Page = { sort: [{ field: 'createdAt', direction: 'asc' }] },
): Promise<readonly AddressGroup[]> {
  const visible = (): SelectQueryBuilder<Schema, 'address_groups', AddressGroupsTable> =>
    db
      .selectFrom('address_groups')
      .selectAll('address_groups')
      .where(visibleTo(context, 'address_group', 'address_groups'))
  const query = filtered(visible(), filter, SHAPE).where(
    isSharedWith(context, 'address_group', 'address_groups.id', wantedValues(filter['shared'] ?? [true, false])),
  )
  const rows = await paged(query, COLUMNS, page, async (id) => {
    const row = await visible().where('address_groups.id', '=', id).executeTakeFirst()
    if (row === undefined) throw new AddressGroupNotFoundError(id)
    return row
  })
  return asSharedWith(db, context, 'address_group', await mapInTurns(rows, addressGroupOf))
}

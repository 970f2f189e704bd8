import type { RequestContext, ServiceEnvironment } from '@netloom/core'
import { chunks, listInMemory, mapInTurns } from '@netloom/core/kit'
import type { Page, ResourceFilter } from '@netloom/core/services'
import { texts } from '../base/filter-texts.ts'
import { AddressGroupNotFoundError } from '../errors/address-group-errors.ts'
import type { AddressGroup } from '../model/address-group.ts'
import { tablesIn } from '../store/tables.ts'
import { addressGroupOf } from './address-group-rows.ts'

export const SHARED_TYPE = 'address_group'

const LIST = {
  resource: 'address group',
  fields: ['id', 'projectId', 'name', 'description', 'shared', 'tags', 'revisionNumber', 'createdAt', 'updatedAt'],
}
/** What lists are filtered and sorted by: addresses may be thousands, and are read for what the page shows alone. */
const COLUMNS = [
  'id',
  'project_id',
  'name',
  'description',
  'shared',
  'tags',
  'revision_number',
  'created_at',
  'updated_at',
] as const

/** Groups the context may see: its project's, shared ones, all to an administrator. */
export async function listAddressGroups(
  { sharing, store }: Pick<ServiceEnvironment, 'sharing' | 'store'>,
  context: RequestContext,
  filter: ResourceFilter = {},
  page: Page = { sort: [{ field: 'createdAt', direction: 'asc' }] },
): Promise<readonly AddressGroup[]> {
  const { id } = filter
  const rows = await tablesIn(store.db)
    .selectFrom('address_groups')
    .select(COLUMNS)
    .where(sharing.visibleTo(context, SHARED_TYPE, 'address_groups'))
    .$if(id !== undefined && page.marker === undefined, (query) => query.where('id', 'in', texts(id)))
    .execute()
  const all = await mapInTurns(rows, (row) => addressGroupOf({ ...row, addresses: '[]' }))
  const shown = await sharing.asShared(store.db, context, SHARED_TYPE, all)
  const found = listInMemory(shown, LIST, filter, page, (one) => new AddressGroupNotFoundError(one))
  const addresses = new Map<string, readonly string[]>()
  for (const piece of chunks(found)) {
    const whole = await tablesIn(store.db)
      .selectFrom('address_groups')
      .selectAll()
      .where(
        'id',
        'in',
        piece.map((group) => group.id),
      )
      .execute()
    for (const group of await mapInTurns(whole, addressGroupOf)) addresses.set(group.id, group.addresses)
  }
  return found.map((group) => ({ ...group, addresses: addresses.get(group.id) ?? [] }))
}

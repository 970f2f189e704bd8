import type { AddressScope, RequestContext } from '@netloom/core'
import { AddressScopeNotFoundError } from '@netloom/core/errors'
import { mapInTurns } from '@netloom/core/kit'
import type { Page, ResourceFilter } from '@netloom/core/services'
import type { AddressScopesTable, Schema } from '@netloom/core/store'
import type { Kysely, SelectQueryBuilder } from 'kysely'
import { filtered, wantedValues } from '../query/filter.ts'
import { flag, number, standardColumns, type ListColumns } from '@netloom/core/kit'
import { paged } from '../query/paged.ts'
import { asSharedWith, isSharedWith, visibleTo } from '../rbac/visible.ts'
import { addressScopeOf } from './address-scope-rows.ts'

const FILTERS: ListColumns = { ...standardColumns('address_scopes'), ipVersion: number('address_scopes.ip_version') }
const COLUMNS: ListColumns = { ...FILTERS, shared: flag('address_scopes.shared') }
const SHAPE = { resource: 'address scope', columns: FILTERS, tags: 'address_scopes.tags', special: ['shared'] }

/** Scopes the context may see: its project's, shared ones, all to an administrator. */
export async function listAddressScopes(
  db: Kysely<Schema>,
  context: RequestContext,
  filter: ResourceFilter = {},
  page: Page = { sort: [{ field: 'createdAt', direction: 'asc' }] },
): Promise<readonly AddressScope[]> {
  const visible = (): SelectQueryBuilder<Schema, 'address_scopes', AddressScopesTable> =>
    db
      .selectFrom('address_scopes')
      .selectAll('address_scopes')
      .where(visibleTo(context, 'address_scope', 'address_scopes'))
  let query = filtered(visible(), filter, SHAPE)
  if (filter['shared'] !== undefined) {
    query = query.where(isSharedWith(context, 'address_scope', 'address_scopes.id', wantedValues(filter['shared'])))
  }
  const rows = await paged(query, COLUMNS, page, async (id) => {
    const row = await visible().where('address_scopes.id', '=', id).executeTakeFirst()
    if (row === undefined) throw new AddressScopeNotFoundError(id)
    return row
  })
  return asSharedWith(db, context, 'address_scope', await mapInTurns(rows, addressScopeOf))
}

/** @throws {AddressScopeNotFoundError} for unknown and invisible ones */
export async function visibleAddressScope(
  db: Kysely<Schema>,
  context: RequestContext,
  id: string,
): Promise<AddressScope> {
  const [scope] = await listAddressScopes(db, context, { id })
  if (scope === undefined) throw new AddressScopeNotFoundError(id)
  return scope
}

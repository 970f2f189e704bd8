import type { RequestContext, Subnetpool } from '@netloom/core'
import { SubnetpoolNotFoundError } from '@netloom/core/errors'
import { mapInTurns } from '@netloom/core/kit'
import type { Page, ResourceFilter } from '@netloom/core/services'
import type { Schema, SubnetpoolsTable } from '@netloom/core/store'
import type { Kysely, SelectQueryBuilder } from 'kysely'
import { filtered, wantedValues } from '../query/filter.ts'
import { flag, nullable, number, standardColumns, text, type ListColumns } from '@netloom/core/kit'
import { paged } from '../query/paged.ts'
import { asSharedWith, isSharedWith, visibleTo } from '../rbac/visible.ts'
import { subnetpoolOf } from './subnetpool-rows.ts'

const COLUMNS: ListColumns = {
  ...standardColumns('subnetpools'),
  ipVersion: number('subnetpools.ip_version'),
  minPrefixLength: number('subnetpools.min_prefixlen'),
  maxPrefixLength: number('subnetpools.max_prefixlen'),
  defaultPrefixLength: number('subnetpools.default_prefixlen'),
  defaultQuota: nullable(number('subnetpools.default_quota')),
  isDefault: flag('subnetpools.is_default'),
  shared: flag('subnetpools.shared'),
  addressScopeId: nullable(text('subnetpools.address_scope_id')),
}
const { shared: _, ...FILTERS } = COLUMNS
const SHAPE = { resource: 'subnetpool', columns: FILTERS, tags: 'subnetpools.tags', special: ['shared'] }

/** Pools the context may see: its project's, shared ones, all to an administrator. */
export async function listSubnetpools(
  db: Kysely<Schema>,
  context: RequestContext,
  filter: ResourceFilter = {},
  page: Page = { sort: [{ field: 'createdAt', direction: 'asc' }] },
): Promise<readonly Subnetpool[]> {
  const visible = (): SelectQueryBuilder<Schema, 'subnetpools', SubnetpoolsTable> =>
    db
      .selectFrom('subnetpools')
      .selectAll('subnetpools')
      .where(visibleTo(context, 'subnetpool', 'subnetpools'))
  let query = filtered(visible(), filter, SHAPE)
  if (filter['shared'] !== undefined) {
    query = query.where(isSharedWith(context, 'subnetpool', 'subnetpools.id', wantedValues(filter['shared'])))
  }
  const rows = await paged(query, COLUMNS, page, async (id) => {
    const row = await visible().where('subnetpools.id', '=', id).executeTakeFirst()
    if (row === undefined) throw new SubnetpoolNotFoundError(id)
    return row
  })
  return asSharedWith(db, context, 'subnetpool', await mapInTurns(rows, subnetpoolOf))
}

/** @throws {SubnetpoolNotFoundError} for unknown and invisible ones */
export async function visibleSubnetpool(db: Kysely<Schema>, context: RequestContext, id: string): Promise<Subnetpool> {
  const [pool] = await listSubnetpools(db, context, { id })
  if (pool === undefined) throw new SubnetpoolNotFoundError(id)
  return pool
}

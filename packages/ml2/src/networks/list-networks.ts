import { type Network, NetworkNotFoundError, type RequestContext } from '@netloom/core'
import { LIMITS } from '@netloom/core/kit'
import type { Page, ResourceFilter } from '@netloom/core/services'
import type { NetworksTable, Schema } from '@netloom/core/store'
import { type Kysely, type SelectQueryBuilder } from 'kysely'
import { distinctValues, filtered, hasText, holds, wantedValues } from '../query/filter.ts'
import { flag, nullable, number, standardColumns, text, type ListColumns } from '@netloom/core/kit'
import { paged } from '../query/paged.ts'
import { asSharedWith, isSharedWith, visibleTo } from '../rbac/visible.ts'
import { withParts } from '../rows/network-rows.ts'

const COLUMNS: ListColumns = {
  ...standardColumns('networks'),
  adminStateUp: flag('networks.admin_state_up'),
  status: text('networks.status'),
  routerExternal: flag('networks.router_external'),
  mtu: number('networks.mtu'),
  portSecurityEnabled: flag('networks.port_security_enabled'),
  isDefault: flag('networks.is_default'),
  dnsDomain: text('networks.dns_domain'),
  qosPolicyId: nullable(text('networks.qos_policy_id')),
  availabilityZoneHints: text('networks.availability_zone_hints'),
}
const SEGMENT_COLUMNS: ListColumns = {
  networkType: text('segments.network_type'),
  physicalNetwork: text('segments.physical_network'),
  segmentationId: number('segments.segmentation_id'),
}
const SHAPE = {
  resource: 'network',
  columns: COLUMNS,
  tags: 'networks.tags',
  special: [...Object.keys(SEGMENT_COLUMNS), 'subnetIds', 'shared', 'availabilityZoneHints'],
}

/**
 * Networks the context may see. Beside the network's own fields: `networkType`, `physicalNetwork`, `segmentationId` of any
 * one segment, `subnetIds` of any subnet, any of `availabilityZoneHints`.
 */
export async function listNetworks(
  db: Kysely<Schema>,
  context: RequestContext,
  filter: ResourceFilter = {},
  page: Page = { sort: [{ field: 'createdAt', direction: 'asc' }] },
): Promise<readonly Network[]> {
  let query = filtered(visibleNetworks(db, context), filter, SHAPE)
  if (filter['shared'] !== undefined) {
    query = query.where(isSharedWith(context, 'network', 'networks.id', wantedValues(filter['shared'])))
  }
  const ofSegment = Object.entries(SEGMENT_COLUMNS).filter(([field]) => field in filter)
  if (ofSegment.length > 0) {
    query = query.where('networks.id', 'in', (eb) => {
      let inner = eb.selectFrom('segments').select('segments.network_id')
      for (const [field, column] of ofSegment) inner = inner.where(holds(column, filter[field] ?? null))
      return inner
    })
  }
  if (filter['subnetIds'] !== undefined) {
    const ids = wantedValues(filter['subnetIds']).map(String)
    query = query.where('networks.id', 'in', (eb) =>
      eb.selectFrom('subnets').select('subnets.network_id').where('subnets.id', 'in', ids),
    )
  }
  if (filter['availabilityZoneHints'] !== undefined) {
    const hints = distinctValues('availability_zone_hints', filter['availabilityZoneHints'], LIMITS.tags)
    query = query.where((eb) => eb.or(hints.map((hint) => hasText('networks.availability_zone_hints', String(hint)))))
  }
  const rows = await paged(query, COLUMNS, page, async (id) => {
    const row = await visibleNetworks(db, context).where('networks.id', '=', id).executeTakeFirst()
    if (row === undefined) throw new NetworkNotFoundError(id)
    return row
  })
  const networks = [...(await withParts(db, rows)).values()].map(({ network }) => network)
  return asSharedWith(db, context, 'network', networks)
}

function visibleNetworks(
  db: Kysely<Schema>,
  context: RequestContext,
): SelectQueryBuilder<Schema, 'networks', NetworksTable> {
  return db
    .selectFrom('networks')
    .selectAll('networks')
    .where(visibleTo(context, 'network', 'networks'))
}

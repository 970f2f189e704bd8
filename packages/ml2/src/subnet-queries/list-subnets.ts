import { type RequestContext, type Subnet, SubnetNotFoundError } from '@netloom/core'
import { canonicalAddress, isService, mapInTurns } from '@netloom/core/kit'
import type { Page, ResourceFilter } from '@netloom/core/services'
import type { Schema, SubnetsTable } from '@netloom/core/store'
import type { Kysely, SelectQueryBuilder } from 'kysely'
import { filtered, wantedValues } from '../query/filter.ts'
import { flag, nullable, number, spelled, standardColumns, text, type ListColumns } from '@netloom/core/kit'
import { paged } from '../query/paged.ts'
import { isSharedWith, usableBy } from '../rbac/visible.ts'
import { subnetOf } from '../rows/subnet-rows.ts'

const COLUMNS: ListColumns = {
  ...standardColumns('subnets'),
  networkId: text('subnets.network_id'),
  ipVersion: number('subnets.ip_version'),
  cidr: text('subnets.cidr'),
  gatewayIp: nullable(spelled('subnets.gateway_ip', canonicalAddress)),
  enableDhcp: flag('subnets.enable_dhcp'),
  ipv6RaMode: nullable(text('subnets.ipv6_ra_mode')),
  ipv6AddressMode: nullable(text('subnets.ipv6_address_mode')),
  segmentId: nullable(text('subnets.segment_id')),
  subnetpoolId: nullable(text('subnets.subnetpool_id')),
}
const SHAPE = { resource: 'subnet', columns: COLUMNS, tags: 'subnets.tags', special: ['shared'] }

/** Subnets the context may see: its project's, those of its networks and of those shared with it, all to administrators and services. */
export async function listSubnets(
  db: Kysely<Schema>,
  context: RequestContext,
  filter: ResourceFilter = {},
  page: Page = { sort: [{ field: 'createdAt', direction: 'asc' }] },
): Promise<readonly Subnet[]> {
  let query = filtered(visibleSubnets(db, context), filter, SHAPE)
  // as its network is
  const { shared } = filter
  if (shared !== undefined) {
    query = query.where(isSharedWith(context, 'network', 'subnets.network_id', wantedValues(shared)))
  }
  const rows = await paged(query, COLUMNS, page, async (id) => {
    const row = await visibleSubnets(db, context).where('subnets.id', '=', id).executeTakeFirst()
    if (row === undefined) throw new SubnetNotFoundError(id)
    return row
  })
  return mapInTurns(rows, subnetOf)
}

function visibleSubnets(
  db: Kysely<Schema>,
  context: RequestContext,
): SelectQueryBuilder<Schema, 'subnets', SubnetsTable> {
  const query = db.selectFrom('subnets').selectAll('subnets')
  if (context.isAdmin || isService(context)) return query
  return query.where((eb) =>
    eb.or([
      eb('subnets.project_id', '=', context.projectId),
      eb(
        'subnets.network_id',
        'in',
        eb
          .selectFrom('networks')
          .select('networks.id')
          .where(usableBy(context, 'network', 'networks')),
      ),
    ]),
  )
}

import type { Kysely } from 'kysely'
import type { RequestContext } from '../../model/request-context.ts'
import type { Subnet } from '../../model/subnet.ts'
import type { Schema } from '../../store/schema.ts'
import { filterValues, unknownFilter } from '../filter.ts'
import { subnetOf } from '../rows/subnet-rows.ts'
import type { ResourceFilter } from '../services.ts'

const COLUMNS = {
  id: 'id',
  networkId: 'network_id',
  projectId: 'project_id',
  name: 'name',
  description: 'description',
  ipVersion: 'ip_version',
  cidr: 'cidr',
  gatewayIp: 'gateway_ip',
  enableDhcp: 'enable_dhcp',
  ipv6RaMode: 'ipv6_ra_mode',
  ipv6AddressMode: 'ipv6_address_mode',
  segmentId: 'segment_id',
  revisionNumber: 'revision_number',
} as const

/** Subnets the context may see: its project's, those of shared networks, all to an administrator. */
export async function listSubnets(
  db: Kysely<Schema>,
  context: RequestContext,
  filter: ResourceFilter = {},
): Promise<readonly Subnet[]> {
  let query = db.selectFrom('subnets').selectAll()
  if (!context.isAdmin) {
    query = query.where((eb) =>
      eb.or([
        eb('project_id', '=', context.projectId),
        eb('network_id', 'in', eb.selectFrom('networks').select('networks.id').where('networks.shared', '=', 1)),
      ]),
    )
  }
  for (const [field, wanted] of Object.entries(filter)) {
    if (!(field in COLUMNS)) throw unknownFilter('subnet', field, Object.keys(COLUMNS))
    query = query.where(COLUMNS[field as keyof typeof COLUMNS], 'in', filterValues(wanted))
  }
  return (await query.orderBy('created_at').orderBy('id').execute()).map(subnetOf)
}

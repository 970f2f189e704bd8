import type { Kysely } from 'kysely'
import type { Network } from '../../model/network.ts'
import type { RequestContext } from '../../model/request-context.ts'
import type { Schema } from '../../store/schema.ts'
import { filterValues, unknownFilter, type FilterValue } from '../filter.ts'
import { withParts } from '../rows/network-rows.ts'
import type { ResourceFilter } from '../services.ts'

const COLUMNS = {
  id: 'id',
  projectId: 'project_id',
  name: 'name',
  description: 'description',
  adminStateUp: 'admin_state_up',
  status: 'status',
  shared: 'shared',
  routerExternal: 'router_external',
  mtu: 'mtu',
  revisionNumber: 'revision_number',
} as const
const SEGMENT_COLUMNS = {
  networkType: 'network_type',
  physicalNetwork: 'physical_network',
  segmentationId: 'segmentation_id',
} as const

/** Networks the context may see. Beside the network's own fields: `networkType`, `physicalNetwork`, `segmentationId` of any one segment. */
export async function listNetworks(
  db: Kysely<Schema>,
  context: RequestContext,
  filter: ResourceFilter = {},
): Promise<readonly Network[]> {
  let query = db.selectFrom('networks').selectAll()
  if (!context.isAdmin) {
    query = query.where((eb) => eb.or([eb('project_id', '=', context.projectId), eb('shared', '=', 1)]))
  }
  const ofSegment: [keyof typeof SEGMENT_COLUMNS, readonly FilterValue[]][] = []
  for (const [field, wanted] of Object.entries(filter)) {
    if (field in SEGMENT_COLUMNS) ofSegment.push([field as keyof typeof SEGMENT_COLUMNS, filterValues(wanted)])
    else if (field in COLUMNS) query = query.where(COLUMNS[field as keyof typeof COLUMNS], 'in', filterValues(wanted))
    else throw unknownFilter('network', field, [...Object.keys(COLUMNS), ...Object.keys(SEGMENT_COLUMNS)])
  }
  if (ofSegment.length > 0) {
    query = query.where('id', 'in', (eb) => {
      let inner = eb.selectFrom('segments').select('segments.network_id')
      for (const [field, values] of ofSegment) inner = inner.where(SEGMENT_COLUMNS[field], 'in', [...values])
      return inner
    })
  }
  const rows = await query.orderBy('created_at').orderBy('id').execute()
  return [...(await withParts(db, rows)).values()].map(({ network }) => network)
}

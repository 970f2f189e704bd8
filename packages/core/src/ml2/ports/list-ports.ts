import type { Kysely } from 'kysely'
import type { Port } from '../../model/port.ts'
import type { RequestContext } from '../../model/request-context.ts'
import type { Schema } from '../../store/schema.ts'
import { filterValues, unknownFilter, type FilterValue } from '../filter.ts'
import { completePorts, selectPorts } from '../rows/load-ports.ts'
import type { ResourceFilter } from '../services.ts'

const COLUMNS = {
  id: 'ports.id',
  networkId: 'ports.network_id',
  projectId: 'ports.project_id',
  name: 'ports.name',
  description: 'ports.description',
  macAddress: 'ports.mac_address',
  adminStateUp: 'ports.admin_state_up',
  status: 'ports.status',
  deviceId: 'ports.device_id',
  deviceOwner: 'ports.device_owner',
  portSecurityEnabled: 'ports.port_security_enabled',
  revisionNumber: 'ports.revision_number',
  host: 'port_bindings.host',
  vnicType: 'port_bindings.vnic_type',
  vifType: 'port_bindings.vif_type',
} as const
const ADDRESS_COLUMNS = { ipAddress: 'ip_allocations.ip_address', subnetId: 'ip_allocations.subnet_id' } as const

/** Ports the context may see. Beside the port's own fields: `host`, `vnicType`, `vifType`, `ipAddress`, `subnetId`. */
export async function listPorts(
  db: Kysely<Schema>,
  context: RequestContext,
  filter: ResourceFilter = {},
): Promise<readonly Port[]> {
  let query = selectPorts(db)
  if (!context.isAdmin) query = query.where('ports.project_id', '=', context.projectId)
  const addresses: [keyof typeof ADDRESS_COLUMNS, readonly FilterValue[]][] = []
  for (const [field, wanted] of Object.entries(filter)) {
    if (field in ADDRESS_COLUMNS) addresses.push([field as keyof typeof ADDRESS_COLUMNS, filterValues(wanted)])
    else if (field in COLUMNS) query = query.where(COLUMNS[field as keyof typeof COLUMNS], 'in', filterValues(wanted))
    else throw unknownFilter('port', field, [...Object.keys(COLUMNS), ...Object.keys(ADDRESS_COLUMNS)])
  }
  if (addresses.length > 0) {
    // one allocation has to fit all of them
    query = query.where('ports.id', 'in', (eb) => {
      let inner = eb.selectFrom('ip_allocations').select('ip_allocations.port_id')
      for (const [field, values] of addresses) inner = inner.where(ADDRESS_COLUMNS[field], 'in', values.map(String))
      return inner
    })
  }
  return completePorts(db, await query.orderBy('ports.created_at').orderBy('ports.id').execute())
}

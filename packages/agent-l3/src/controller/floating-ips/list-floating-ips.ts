import type { RequestContext, ServiceEnvironment } from '@netloom/core'
import { canonicalAddress, type ListShape, mapInTurns, nullable, number, spelled, text } from '@netloom/core/kit'
import type { Page, ResourceFilter } from '@netloom/core/services'
import { FloatingIpNotFoundError } from '../errors/floating-ip-errors.ts'
import type { ShownFloatingIp } from '../model/floating-ip.ts'
import { floatingIpOf } from '../rows/floating-ip-rows.ts'
import { tablesIn } from '../store/tables.ts'
import { shownFloatingIps } from './shown-floating-ips.ts'

const SHAPE: ListShape = {
  resource: 'floating IP',
  columns: {
    id: text('floating_ips.id'),
    projectId: text('floating_ips.project_id'),
    description: text('floating_ips.description'),
    floatingNetworkId: text('floating_ips.floating_network_id'),
    floatingIpAddress: spelled('floating_ips.floating_ip_address', canonicalAddress),
    portId: nullable(text('floating_ips.port_id')),
    fixedIpAddress: nullable(spelled('floating_ips.fixed_ip_address', canonicalAddress)),
    routerId: nullable(text('floating_ips.router_id')),
    status: text('floating_ips.status'),
    revisionNumber: number('floating_ips.revision_number'),
    createdAt: text('floating_ips.created_at'),
    updatedAt: text('floating_ips.updated_at'),
  },
  tags: 'floating_ips.tags',
}

/** Floating IPs of the context's project, all to an administrator. */
export async function listFloatingIps(
  { listed, store }: Pick<ServiceEnvironment, 'listed' | 'store'>,
  context: RequestContext,
  filter: ResourceFilter = {},
  page: Page = { sort: [{ field: 'createdAt', direction: 'asc' }] },
): Promise<readonly ShownFloatingIp[]> {
  const visible = tablesIn(store.db)
    .selectFrom('floating_ips')
    .selectAll('floating_ips')
    .$if(!context.isAdmin, (query) => query.where('floating_ips.project_id', '=', context.projectId))
  const rows = await listed(visible, SHAPE, filter, page, async (id) => {
    const row = await visible.where('floating_ips.id', '=', id).executeTakeFirst()
    if (row === undefined) throw new FloatingIpNotFoundError(id)
    return row
  })
  return shownFloatingIps(store.db, await mapInTurns(rows, floatingIpOf))
}

import { chunks } from '@netloom/core/kit'
import { type Db, tablesIn } from '../store/tables.ts'

/** Owners of ports that routers have towards networks. */
export const ROUTER_INTERFACE_OWNERS: readonly string[] = [
  'network:router_interface',
  'network:router_interface_distributed',
  'network:ha_router_replicated_interface',
]

export const isRouterInterface = ({ deviceOwner }: { readonly deviceOwner: string }): boolean =>
  ROUTER_INTERFACE_OWNERS.includes(deviceOwner)

export interface RouterPort {
  readonly id: string
  readonly routerId: string
  readonly projectId: string
}

/** Ports of routers towards networks, by id: those of these routers, of these ids, or of a project's. */
export async function routerPorts(
  db: Db,
  by: 'device_id' | 'id' | 'project_id',
  values: readonly string[],
): Promise<readonly RouterPort[]> {
  const found: RouterPort[] = []
  for (const piece of chunks(values)) {
    const rows = await tablesIn(db, 1)
      .selectFrom('ports')
      .select(['id', 'device_id', 'project_id'])
      .where(by, 'in', piece)
      .where('device_owner', 'in', ROUTER_INTERFACE_OWNERS)
      .where('device_id', '!=', '')
      .orderBy('id')
      .execute()
    found.push(...rows.map(({ id, device_id, project_id }) => ({ id, routerId: device_id, projectId: project_id })))
  }
  return found
}

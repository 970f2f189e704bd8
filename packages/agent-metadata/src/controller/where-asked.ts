import { METADATA_AGENT_TYPE } from '../wire/metadata-topics.ts'
import { type Db, tablesIn } from './tables.ts'

/** Kinds of what agents have, as their services schedule them. */
export const DHCP_KIND = 'dhcp-network'
export const ROUTER_KIND = 'router'

const ROUTER_PORTS: readonly string[] = [
  'network:router_interface',
  'network:router_interface_distributed',
  'network:ha_router_replicated_interface',
]

/** Whether a port is a router's, towards a network of guests. */
export const isRouterPort = ({ deviceOwner }: { readonly deviceOwner: string }): boolean =>
  ROUTER_PORTS.includes(deviceOwner)

/** Hosts with a metadata agent on which an agent has one of these objects. */
export async function askedHosts(db: Db, kind: string, objectIds: readonly string[]): Promise<readonly string[]> {
  if (objectIds.length === 0) return []
  const rows = await tablesIn(db)
    .selectFrom('agent_assignments')
    .innerJoin('agents', 'agents.id', 'agent_assignments.agent_id')
    .innerJoin('agents as own', (join) =>
      join.onRef('own.host', '=', 'agents.host').on('own.agent_type', '=', METADATA_AGENT_TYPE),
    )
    .select('agents.host')
    .distinct()
    .where('agent_assignments.kind', '=', kind)
    .where('agent_assignments.object_id', 'in', objectIds)
    .execute()
  return rows.map(({ host }) => host)
}

/** The other side of each port that a router has towards guests. */
export async function routerEnds(
  db: Db,
  by: 'device_id' | 'network_id',
  id: string,
  gonePortId?: string,
): Promise<readonly { readonly routerId: string; readonly networkId: string }[]> {
  const rows = await tablesIn(db)
    .selectFrom('ports')
    .select(['id', 'device_id', 'network_id'])
    .where(by, '=', id)
    .where('device_owner', 'in', ROUTER_PORTS)
    .orderBy('network_id')
    .execute()
  return rows
    .filter((row) => row.id !== gonePortId)
    .map(({ device_id, network_id }) => ({ routerId: device_id, networkId: network_id }))
}

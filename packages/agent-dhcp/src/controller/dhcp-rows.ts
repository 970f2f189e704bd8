import { DHCP_NETWORK_KIND, DHCP_PORT_OWNER, RESERVED_DHCP_PORT } from '@netloom/core/dhcp'
import type { Transaction } from '@netloom/core/store'
import type { DhcpLoadType } from './dhcp-service-options.ts'

type Db = Transaction['db']

/** How much each agent serves; one that serves nothing of it is left out. */
export async function loads(db: Db, type: DhcpLoadType): Promise<ReadonlyMap<string, number>> {
  const served = db.selectFrom('agent_assignments').where('agent_assignments.kind', '=', DHCP_NETWORK_KIND)
  const counted =
    type === 'networks'
      ? served
      : type === 'subnets'
        ? served
            .innerJoin('subnets', 'subnets.network_id', 'agent_assignments.object_id')
            .where('subnets.enable_dhcp', '=', 1)
        : served.innerJoin('ports', 'ports.network_id', 'agent_assignments.object_id')
  const rows = await counted
    .select(['agent_id', ({ fn }) => fn.countAll<number | string>().as('load')])
    .groupBy('agent_id')
    .execute()
  return new Map(rows.map(({ agent_id, load }) => [agent_id, Number(load)]))
}

/** Networks that have a subnet with DHCP and are not served by as many agents as they should be. */
export async function underservedNetworks(db: Db, agentsPerNetwork: number): Promise<readonly string[]> {
  const rows = await db
    .selectFrom('subnets')
    .leftJoin('agent_assignments', (join) =>
      join
        .onRef('agent_assignments.object_id', '=', 'subnets.network_id')
        .on('agent_assignments.kind', '=', DHCP_NETWORK_KIND),
    )
    .select('subnets.network_id')
    .where('subnets.enable_dhcp', '=', 1)
    .groupBy('subnets.network_id')
    .having(({ fn }) => fn.count('agent_assignments.agent_id').distinct(), '<', agentsPerNetwork)
    .execute()
  return rows.map(({ network_id }) => network_id)
}

/** Networks with a server that has no port in a subnet with DHCP: whoever should have made one was killed before it did. */
export async function networksWithoutPorts(db: Db): Promise<readonly string[]> {
  const rows = await db
    .selectFrom('subnets')
    .innerJoin('agent_assignments', 'agent_assignments.object_id', 'subnets.network_id')
    .where('agent_assignments.kind', '=', DHCP_NETWORK_KIND)
    .leftJoin('ports', (join) =>
      join
        .onRef('ports.network_id', '=', 'subnets.network_id')
        .on('ports.device_owner', '=', DHCP_PORT_OWNER)
        .on('ports.device_id', '!=', RESERVED_DHCP_PORT),
    )
    .leftJoin('ip_allocations', (join) =>
      join.onRef('ip_allocations.port_id', '=', 'ports.id').onRef('ip_allocations.subnet_id', '=', 'subnets.id'),
    )
    .select('subnets.network_id')
    .where('subnets.enable_dhcp', '=', 1)
    .groupBy(['subnets.id', 'subnets.network_id'])
    .having(
      ({ fn }) => fn.count('agent_assignments.agent_id').distinct(),
      '>',
      ({ fn }) => fn.count('ip_allocations.port_id').distinct(),
    )
    .execute()
  return [...new Set(rows.map(({ network_id }) => network_id))]
}

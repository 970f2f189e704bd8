import type { Agent, DhcpLoadType, Subnet } from '@netloom/core'
import { DHCP_AGENT_TYPE, DHCP_PORT_OWNER, RESERVED_DHCP_PORT } from '@netloom/core/dhcp'
import type { Schema } from '@netloom/core/store'
import type { Kysely } from 'kysely'
import type { AgentDirectory } from '../agents/agent-directory.ts'
import { subnetOf } from '../rows/subnet-rows.ts'

type Db = Kysely<Schema>

/** A DHCP agent that serves a network. `index` 1…: two of one network never have the same. */
export interface DhcpAssignment {
  readonly networkId: string
  readonly agent: Agent
  readonly index: number
}

export async function dhcpAgents(db: Db, directory: AgentDirectory): Promise<readonly Agent[]> {
  const rows = await db
    .selectFrom('agents')
    .selectAll()
    .where('agent_type', '=', DHCP_AGENT_TYPE)
    .orderBy('id')
    .execute()
  return rows.map((row) => directory.agentOf(row))
}

/** Who serves which of these networks; without ids, of all. */
export async function assignmentsOf(
  db: Db,
  directory: AgentDirectory,
  networkIds?: readonly string[],
): Promise<readonly DhcpAssignment[]> {
  let query = db
    .selectFrom('network_dhcp_agents')
    .innerJoin('agents', 'agents.id', 'network_dhcp_agents.agent_id')
    .selectAll('agents')
    .select(['network_dhcp_agents.network_id', 'network_dhcp_agents.binding_index'])
  if (networkIds !== undefined) query = query.where('network_dhcp_agents.network_id', 'in', networkIds)
  const rows = await query.orderBy('network_dhcp_agents.binding_index').execute()
  return rows.map(({ network_id, binding_index, ...row }) => ({
    networkId: network_id,
    agent: directory.agentOf(row),
    index: binding_index,
  }))
}

/** How much each agent serves; one that serves nothing of it is left out. */
export async function loads(db: Db, type: DhcpLoadType): Promise<ReadonlyMap<string, number>> {
  const served = db.selectFrom('network_dhcp_agents')
  const counted =
    type === 'networks'
      ? served
      : type === 'subnets'
        ? served
            .innerJoin('subnets', 'subnets.network_id', 'network_dhcp_agents.network_id')
            .where('subnets.enable_dhcp', '=', 1)
        : served.innerJoin('ports', 'ports.network_id', 'network_dhcp_agents.network_id')
  const rows = await counted
    .select(['agent_id', ({ fn }) => fn.countAll<number | string>().as('load')])
    .groupBy('agent_id')
    .execute()
  return new Map(rows.map(({ agent_id, load }) => [agent_id, Number(load)]))
}

export async function subnetsOf(db: Db, networkId: string): Promise<readonly Subnet[]> {
  const rows = await db.selectFrom('subnets').selectAll().where('network_id', '=', networkId).orderBy('id').execute()
  return rows.map(subnetOf)
}

/** Networks that have a subnet with DHCP and are not served by as many agents as they should be. */
export async function underservedNetworks(db: Db, agentsPerNetwork: number): Promise<readonly string[]> {
  const rows = await db
    .selectFrom('subnets')
    .leftJoin('network_dhcp_agents', 'network_dhcp_agents.network_id', 'subnets.network_id')
    .select('subnets.network_id')
    .where('subnets.enable_dhcp', '=', 1)
    .groupBy('subnets.network_id')
    .having(({ fn }) => fn.count('network_dhcp_agents.agent_id').distinct(), '<', agentsPerNetwork)
    .execute()
  return rows.map(({ network_id }) => network_id)
}

/** Networks with a server that has no port in a subnet with DHCP: whoever should have made one was killed before it did. */
export async function networksWithoutPorts(db: Db): Promise<readonly string[]> {
  const rows = await db
    .selectFrom('subnets')
    .innerJoin('network_dhcp_agents', 'network_dhcp_agents.network_id', 'subnets.network_id')
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
      ({ fn }) => fn.count('network_dhcp_agents.agent_id').distinct(),
      '>',
      ({ fn }) => fn.count('ip_allocations.port_id').distinct(),
    )
    .execute()
  return [...new Set(rows.map(({ network_id }) => network_id))]
}

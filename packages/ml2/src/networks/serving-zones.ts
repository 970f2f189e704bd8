import type { Network } from '@netloom/core'
import type { Schema } from '@netloom/core/store'
import type { Kysely } from 'kysely'
import { chunks } from '../rows/chunks.ts'

/** Networks with the zones of the DHCP agents that serve them now, in one statement; they change without the networks' doing. */
export async function withServingZones(db: Kysely<Schema>, networks: readonly Network[]): Promise<readonly Network[]> {
  const zones = new Map<string, string[]>()
  for (const ids of chunks(networks.map(({ id }) => id))) {
    const rows = await db
      .selectFrom('network_dhcp_agents')
      .innerJoin('agents', 'agents.id', 'network_dhcp_agents.agent_id')
      .select(['network_dhcp_agents.network_id', 'agents.availability_zone'])
      .distinct()
      .where('network_dhcp_agents.network_id', 'in', ids)
      .orderBy('agents.availability_zone')
      .execute()
    for (const { network_id: id, availability_zone: zone } of rows)
      if (zone !== null) zones.set(id, [...(zones.get(id) ?? []), zone])
  }
  return networks.map((network) => {
    const found = zones.get(network.id)
    return found === undefined ? network : { ...network, availabilityZones: found }
  })
}

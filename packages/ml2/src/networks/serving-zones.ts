import type { Network } from '@netloom/core'
import { chunks } from '@netloom/core/kit'
import type { Schema } from '@netloom/core/store'
import type { Kysely } from 'kysely'

/** Networks with the zones of the agents that have them now, in one statement; they change without the networks' doing. */
export async function withServingZones(
  db: Kysely<Schema>,
  kinds: readonly string[],
  networks: readonly Network[],
): Promise<readonly Network[]> {
  if (kinds.length === 0) return networks
  const zones = new Map<string, string[]>()
  for (const ids of chunks(networks.map(({ id }) => id))) {
    const rows = await db
      .selectFrom('agent_assignments')
      .innerJoin('agents', 'agents.id', 'agent_assignments.agent_id')
      .select(['agent_assignments.object_id', 'agents.availability_zone'])
      .distinct()
      .where('agent_assignments.object_id', 'in', ids)
      .where('agent_assignments.kind', 'in', kinds)
      .orderBy('agents.availability_zone')
      .execute()
    for (const { object_id: id, availability_zone: zone } of rows)
      if (zone !== null) zones.set(id, [...(zones.get(id) ?? []), zone])
  }
  return networks.map((network) => {
    const found = zones.get(network.id)
    return found === undefined ? network : { ...network, availabilityZones: found }
  })
}

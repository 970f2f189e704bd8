import { FIREWALL_AGENT_TYPE } from '../wire/firewall-topics.ts'
import { type Db, tablesIn } from '../store/tables.ts'

/** Kind of the objects that L3 agents are given: `ScheduledKind.name` of the router service. */
export const ROUTER_KIND = 'router'

/** Hosts that have the router and a firewall agent, sorted. */
export async function filteringHosts(db: Db, routerId: string): Promise<readonly string[]> {
  const tables = tablesIn(db, 1)
  const assigned = await tables
    .selectFrom('agent_assignments')
    .innerJoin('agents', 'agents.id', 'agent_assignments.agent_id')
    .select('agents.host')
    .where('agent_assignments.kind', '=', ROUTER_KIND)
    .where('agent_assignments.object_id', '=', routerId)
    .execute()
  if (assigned.length === 0) return []
  const agents = await tables
    .selectFrom('agents')
    .select('host')
    .distinct()
    .where('agent_type', '=', FIREWALL_AGENT_TYPE)
    .where(
      'host',
      'in',
      assigned.map(({ host }) => host),
    )
    .orderBy('host')
    .execute()
  return agents.map(({ host }) => host)
}

import { ROUTER_KIND } from '../../wire/router-topics.ts'
import { type Db, tablesIn } from '../store/tables.ts'

/** The host whose agent has the router, of several the one that is active; undefined = none has it. */
export async function hostOfRouter(db: Db, routerId: string): Promise<string | undefined> {
  const rows = await tablesIn(db)
    .selectFrom('agent_assignments')
    .innerJoin('agents', 'agents.id', 'agent_assignments.agent_id')
    .leftJoin('router_ha_agents', (join) =>
      join
        .onRef('router_ha_agents.agent_id', '=', 'agent_assignments.agent_id')
        .onRef('router_ha_agents.router_id', '=', 'agent_assignments.object_id'),
    )
    .select(['agents.host', 'router_ha_agents.state', 'router_ha_agents.changed'])
    .where('agent_assignments.object_id', '=', routerId)
    .where('agent_assignments.kind', '=', ROUTER_KIND)
    .orderBy('agent_assignments.assignment_index')
    .execute()
  return activeHost(rows)
}

interface HostRow {
  readonly host: string
  readonly state: string | null
  readonly changed: number | null
}

/**
 * Of several that say they are active (one may be dead, or cut off) the last one. While none does, the one that was: its ports do not
 * move before another takes over. Pure.
 */
export function activeHost(rows: readonly HostRow[]): string | undefined {
  const rank = ({ state }: HostRow): number => (state === 'active' ? 1 : 0)
  return rows.toSorted((a, b) => rank(b) - rank(a) || (b.changed ?? 0) - (a.changed ?? 0))[0]?.host
}

/** Whether anybody follows the router's topic. */
export const isHosted = async (db: Db, routerId: string): Promise<boolean> =>
  (await hostOfRouter(db, routerId)) !== undefined

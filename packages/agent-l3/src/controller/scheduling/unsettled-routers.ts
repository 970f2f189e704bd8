import { ROUTER_KIND } from '../../wire/router-topics.ts'
import { type Db, tablesIn } from '../store/tables.ts'

/** Routers without an agent, and those with a port that is not on the host of theirs. */
export async function unsettledRouters(db: Db, autoSchedule: boolean): Promise<readonly string[]> {
  const homeless = autoSchedule
    ? await tablesIn(db)
        .selectFrom('routers')
        .leftJoin('agent_assignments', (join) =>
          join.onRef('agent_assignments.object_id', '=', 'routers.id').on('agent_assignments.kind', '=', ROUTER_KIND),
        )
        .select('routers.id')
        .where('agent_assignments.agent_id', 'is', null)
        .execute()
    : []
  const misplaced = await tablesIn(db)
    .selectFrom('router_ports')
    .innerJoin('routers', 'routers.id', 'router_ports.router_id')
    .innerJoin('port_bindings', 'port_bindings.port_id', 'router_ports.port_id')
    .innerJoin('agent_assignments', 'agent_assignments.object_id', 'router_ports.router_id')
    .innerJoin('agents', 'agents.id', 'agent_assignments.agent_id')
    .select('router_ports.router_id as id')
    .distinct()
    .where('routers.ha', '=', 0)
    .where('agent_assignments.kind', '=', ROUTER_KIND)
    .whereRef('port_bindings.host', '!=', 'agents.host')
    .execute()
  return [...homeless, ...misplaced].map(({ id }) => id)
}

import { ROUTER_KIND } from '../../wire/router-topics.ts'
import { type Db, tablesIn } from '../store/tables.ts'

/** The host whose agent has the router; undefined = none has it. */
export async function hostOfRouter(db: Db, routerId: string): Promise<string | undefined> {
  const row = await tablesIn(db)
    .selectFrom('agent_assignments')
    .innerJoin('agents', 'agents.id', 'agent_assignments.agent_id')
    .select('agents.host')
    .where('agent_assignments.object_id', '=', routerId)
    .where('agent_assignments.kind', '=', ROUTER_KIND)
    .orderBy('agent_assignments.assignment_index')
    .executeTakeFirst()
  return row?.host
}

/** Whether anybody follows the router's topic. */
export const isHosted = async (db: Db, routerId: string): Promise<boolean> =>
  (await hostOfRouter(db, routerId)) !== undefined

import type { Transaction } from '@netloom/core/store'
import { type Db, tablesIn } from '../store/tables.ts'

/** What an agent says of its part in a router that several hosts have. */
export type HaState = 'active' | 'standby'

/** By agent id; an agent that has not spoken yet is `standby` (Neutron). */
export async function haStatesOf(db: Db, routerId: string): Promise<ReadonlyMap<string, HaState>> {
  const rows = await tablesIn(db)
    .selectFrom('router_ha_agents')
    .select(['agent_id', 'state'])
    .where('router_id', '=', routerId)
    .execute()
  return new Map(rows.map((row) => [row.agent_id, row.state === 'active' ? 'active' : 'standby']))
}

/** Ids of the routers whose state it changed. */
export async function saveHaStates(
  { db }: Transaction,
  agentId: string,
  routerIds: readonly string[],
  state: HaState,
): Promise<readonly string[]> {
  const changed: string[] = []
  for (const routerId of routerIds) {
    const states = await tablesIn(db)
      .selectFrom('router_ha_agents')
      .select(['agent_id', 'state', 'changed'])
      .where('router_id', '=', routerId)
      .execute()
    const before = states.find(({ agent_id }) => agent_id === agentId)?.state
    if (before === state) continue
    const last = Math.max(0, ...states.map((row) => row.changed))
    // Who has never been active is none that was.
    const now = before === undefined && state === 'standby' ? 0 : last + 1
    await tablesIn(db)
      .insertInto('router_ha_agents')
      .values({ router_id: routerId, agent_id: agentId, state, changed: now })
      .onConflict((conflict) => conflict.columns(['router_id', 'agent_id']).doUpdateSet({ state, changed: now }))
      .execute()
    changed.push(routerId)
  }
  return changed
}

/** The agent is none of the router's any more; without one, the router is not on several hosts any more. */
export async function dropHaStates({ db }: Transaction, routerId: string, agentId?: string): Promise<void> {
  await tablesIn(db)
    .deleteFrom('router_ha_agents')
    .where('router_id', '=', routerId)
    .$if(agentId !== undefined, (query) => query.where('agent_id', '=', agentId ?? ''))
    .execute()
}

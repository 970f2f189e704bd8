import type { Transaction } from '../store/store.ts'

/** Objects of a kind (`ScheduledKind.name`) that agents of a host have, whoever they are. */
export async function objectsOn(db: Transaction['db'], kind: string, host: string): Promise<readonly string[]> {
  const rows = await db
    .selectFrom('agent_assignments')
    .innerJoin('agents', 'agents.id', 'agent_assignments.agent_id')
    .select('agent_assignments.object_id')
    .distinct()
    .where('agent_assignments.kind', '=', kind)
    .where('agents.host', '=', host)
    .execute()
  return rows.map(({ object_id }) => object_id)
}

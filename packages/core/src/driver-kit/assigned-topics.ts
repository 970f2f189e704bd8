import type { ServiceTopic } from '../service/service-topic.ts'

/** Ids in one statement; databases bound how many parameters one has. */
const BATCH = 500

/**
 * `mayWatch` of a topic `<kind>/<object id>`: the agents that have the object may watch it, as long as they have it. `kind` is
 * `ScheduledKind.name`.
 */
export function whoHasIt(kind: string): NonNullable<ServiceTopic['mayWatch']> {
  return async ({ host, agentType }, ids, db) => {
    const found = new Set<string>()
    for (let start = 0; start < ids.length; start += BATCH) {
      const rows = await db
        .selectFrom('agent_assignments')
        .innerJoin('agents', 'agents.id', 'agent_assignments.agent_id')
        .select('agent_assignments.object_id')
        .where('agent_assignments.object_id', 'in', ids.slice(start, start + BATCH))
        .where('agent_assignments.kind', '=', kind)
        .where('agents.host', '=', host)
        .where('agents.agent_type', '=', agentType)
        .execute()
      for (const { object_id } of rows) found.add(object_id)
    }
    return found
  }
}

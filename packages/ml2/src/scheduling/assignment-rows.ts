import type { Agent, AgentAssignment } from '@netloom/core'
import type { Transaction } from '@netloom/core/store'
import type { AgentDirectory } from '../agent-directory/agent-directory.ts'

type Db = Transaction['db']

export async function agentsOfType(db: Db, directory: AgentDirectory, type: string): Promise<readonly Agent[]> {
  const rows = await db.selectFrom('agents').selectAll().where('agent_type', '=', type).orderBy('id').execute()
  return rows.map((row) => directory.agentOf(row))
}

/** Who has which of these objects; without ids, all of the kind. */
export async function assignmentsOf(
  db: Db,
  directory: AgentDirectory,
  kind: string,
  objectIds?: readonly string[],
): Promise<readonly AgentAssignment[]> {
  let query = db
    .selectFrom('agent_assignments')
    .innerJoin('agents', 'agents.id', 'agent_assignments.agent_id')
    .selectAll('agents')
    .select(['agent_assignments.object_id', 'agent_assignments.assignment_index'])
    .where('agent_assignments.kind', '=', kind)
  if (objectIds !== undefined) query = query.where('agent_assignments.object_id', 'in', objectIds)
  const rows = await query.orderBy('agent_assignments.assignment_index').execute()
  return rows.map(({ object_id, assignment_index, ...row }) => ({
    objectId: object_id,
    agent: directory.agentOf(row),
    index: assignment_index,
  }))
}

export async function objectsOf(db: Db, kind: string, agentId: string): Promise<readonly string[]> {
  const rows = await db
    .selectFrom('agent_assignments')
    .select('object_id')
    .where('agent_id', '=', agentId)
    .where('kind', '=', kind)
    .orderBy('object_id')
    .execute()
  return rows.map(({ object_id }) => object_id)
}

/** How many objects each agent has; one without any is left out. */
export async function objectCounts(db: Db, kind: string): Promise<ReadonlyMap<string, number>> {
  const rows = await db
    .selectFrom('agent_assignments')
    .select(['agent_id', ({ fn }) => fn.countAll<number | string>().as('count')])
    .where('kind', '=', kind)
    .groupBy('agent_id')
    .execute()
  return new Map(rows.map(({ agent_id, count }) => [agent_id, Number(count)]))
}

/** `taken`: indexes that other agents of the object have. Two controllers that choose the same one collide, and one starts over. */
export async function insertAssignments(
  db: Db,
  kind: string,
  objectId: string,
  agents: readonly Agent[],
  taken: readonly number[],
): Promise<void> {
  const free = freeIndexes(new Set(taken))
  const rows = agents.map(({ id }) => ({
    kind,
    object_id: objectId,
    agent_id: id,
    assignment_index: free.next().value,
  }))
  await db.insertInto('agent_assignments').values(rows).execute()
}

export async function deleteAssignment(db: Db, kind: string, objectId: string, agentId: string): Promise<void> {
  await db
    .deleteFrom('agent_assignments')
    .where('object_id', '=', objectId)
    .where('kind', '=', kind)
    .where('agent_id', '=', agentId)
    .execute()
}

function* freeIndexes(taken: ReadonlySet<number>): Generator<number, never> {
  for (let index = 1; ; index += 1) if (!taken.has(index)) yield index
}

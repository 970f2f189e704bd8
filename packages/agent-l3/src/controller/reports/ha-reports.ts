import type { ReportingAgent } from '@netloom/core'
import { chunks } from '@netloom/core/kit'
import type { PortReport } from '@netloom/core/wire'
import { haReportId, ROUTER_KIND } from '../../wire/router-topics.ts'
import type { L3Environment } from '../base/l3-environment.ts'
import { movePorts } from '../ha/move-ports.ts'
import { saveHaStates } from '../ha/ha-states.ts'
import { type Db, tablesIn } from '../store/tables.ts'

type Environment = Pick<L3Environment, 'engine' | 'schedule'>

const PREFIX = haReportId('')

/** Whether a report is of an agent's part in an HA router. */
export const isOfHa = ({ portId }: Pick<PortReport, 'portId'>): boolean => portId.startsWith(PREFIX)

const routerOf = ({ portId }: Pick<PortReport, 'portId'>): string => portId.slice(PREFIX.length)

/** Who is active, and who stands by; the router's ports follow. Returns the reports' ids of routers that the agent does not have. */
export async function reportHaStates(
  { engine, schedule }: Environment,
  agent: ReportingAgent,
  reports: readonly PortReport[],
): Promise<readonly string[]> {
  const foreign: string[] = []
  for (const piece of chunks(reports)) {
    const own = await ownHaRouters(engine.store.db, agent, piece.map(routerOf))
    foreign.push(...piece.flatMap((report) => (own.has(routerOf(report)) ? [] : [report.portId])))
    const idsThat = (state: PortReport['state']): readonly string[] =>
      piece.filter((report) => report.state === state && own.has(routerOf(report))).map(routerOf)
    const changed = await engine.store.transaction(async (tx) => [
      ...(await saveHaStates(tx, agent.id, idsThat('up'), 'active')),
      ...(await saveHaStates(tx, agent.id, idsThat('down'), 'standby')),
    ])
    for (const id of changed) await follow({ engine, schedule }, id)
  }
  return foreign
}

/** At once, since traffic waits for it; what fails is done when the router is looked at. */
async function follow({ engine, schedule }: Environment, routerId: string): Promise<void> {
  try {
    await movePorts(engine, routerId)
  } catch (error) {
    engine.logger.warn({ err: error, routerId }, 'ports of an HA router could not follow it; trying again')
  }
  schedule.due(routerId)
}

/** After a connection: of what it does not name the agent is not active. */
export async function standByElsewhere(
  { engine, schedule }: Environment,
  agent: ReportingAgent,
  ids: readonly string[],
): Promise<void> {
  const named = new Set(ids)
  const believed = await tablesIn(engine.store.db)
    .selectFrom('router_ha_agents')
    .select('router_id')
    .where('agent_id', '=', agent.id)
    .where('state', '=', 'active')
    .execute()
  const lost = believed.flatMap((row) => (named.has(haReportId(row.router_id)) ? [] : [row.router_id]))
  if (lost.length === 0) return
  const changed = await engine.store.transaction((tx) => saveHaStates(tx, agent.id, lost, 'standby'))
  for (const id of changed) schedule.due(id)
}

async function ownHaRouters(db: Db, { id }: ReportingAgent, ids: readonly string[]): Promise<ReadonlySet<string>> {
  if (ids.length === 0) return new Set()
  const rows = await tablesIn(db)
    .selectFrom('agent_assignments')
    .innerJoin('routers', 'routers.id', 'agent_assignments.object_id')
    .select('routers.id')
    .where('agent_assignments.kind', '=', ROUTER_KIND)
    .where('agent_assignments.agent_id', '=', id)
    .where('routers.id', 'in', ids)
    .where('routers.ha', '=', 1)
    .execute()
  return new Set(rows.map((row) => row.id))
}

import { HA_OWNER } from '../base/port-owners.ts'
import type { ParsedL3ServiceOptions } from '../base/l3-service-options.ts'
import { activeHost } from '../rows/host-of-router.ts'
import { type Db, tablesIn } from '../store/tables.ts'
import { L3_AGENT_TYPE, ROUTER_KIND } from '../../wire/router-topics.ts'

/** HA routers on fewer hosts than there could be, without a port to speak from on one of theirs, or with ports where they are not active. */
export async function unsettledHaRouters(
  db: Db,
  { routerAutoSchedule, maxL3AgentsPerRouter: most }: ParsedL3ServiceOptions,
): Promise<readonly string[]> {
  const routers = await tablesIn(db).selectFrom('routers').select('id').where('ha', '=', 1).execute()
  if (routers.length === 0) return []
  const agents = await tablesIn(db).selectFrom('agents').select('id').where('agent_type', '=', L3_AGENT_TYPE).execute()
  const enough = routerAutoSchedule ? (most === 0 ? agents.length : Math.min(most, agents.length)) : 0
  const hosts = grouped(await hostRows(db))
  const ports = grouped(await portRows(db))
  return routers.flatMap(({ id }) => {
    const own = hosts.get(id) ?? []
    const active = activeHost(own)
    const speaking = new Set((ports.get(id) ?? []).flatMap((port) => (port.type === HA_OWNER ? [port.host] : [])))
    const isSettled =
      own.length >= enough &&
      speaking.size === own.length &&
      own.every(({ host }) => speaking.has(host)) &&
      (ports.get(id) ?? []).every((port) => port.type === HA_OWNER || port.host === active)
    return isSettled ? [] : [id]
  })
}

const hostRows = (db: Db): Promise<{ id: string; host: string; state: string | null; changed: number | null }[]> =>
  tablesIn(db)
    .selectFrom('routers')
    .innerJoin('agent_assignments', 'agent_assignments.object_id', 'routers.id')
    .innerJoin('agents', 'agents.id', 'agent_assignments.agent_id')
    .leftJoin('router_ha_agents', (join) =>
      join
        .onRef('router_ha_agents.agent_id', '=', 'agent_assignments.agent_id')
        .onRef('router_ha_agents.router_id', '=', 'routers.id'),
    )
    .select(['routers.id', 'agents.host', 'router_ha_agents.state', 'router_ha_agents.changed'])
    .where('routers.ha', '=', 1)
    .where('agent_assignments.kind', '=', ROUTER_KIND)
    .orderBy('agent_assignments.assignment_index')
    .execute()

const portRows = (db: Db): Promise<{ id: string; host: string; type: string }[]> =>
  tablesIn(db)
    .selectFrom('routers')
    .innerJoin('router_ports', 'router_ports.router_id', 'routers.id')
    .innerJoin('port_bindings', 'port_bindings.port_id', 'router_ports.port_id')
    .select(['routers.id', 'port_bindings.host', 'router_ports.port_type as type'])
    .where('routers.ha', '=', 1)
    .execute()

function grouped<T extends { readonly id: string }>(rows: readonly T[]): ReadonlyMap<string, readonly T[]> {
  const groups = new Map<string, T[]>()
  for (const row of rows) groups.set(row.id, [...(groups.get(row.id) ?? []), row])
  return groups
}

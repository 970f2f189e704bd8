import type { StandbyPorts } from '@netloom/core'
import { chunks } from '@netloom/core/kit'
import { ROUTER_KIND } from '../../wire/router-topics.ts'
import { HA_OWNER } from '../base/port-owners.ts'
import { type Db, tablesIn } from '../store/tables.ts'

/** Interfaces and gateways of HA routers are plugged on every host of theirs: who takes over has no controller to wait for. */
export const standbyPorts: StandbyPorts = {
  hostsOf: async (ports, db) => {
    const found = new Map<string, string[]>()
    for (const piece of chunks(ports.map(({ id }) => id))) {
      const rows = await placed(db)
        .select(['router_ports.port_id', 'agents.host'])
        .where('router_ports.port_id', 'in', piece)
        .orderBy('agent_assignments.assignment_index')
        .execute()
      for (const { port_id: id, host } of rows) found.set(id, [...(found.get(id) ?? []), host])
    }
    return found
  },
  onHost: async (host, of, db) => {
    const [column, ids] =
      'ports' in of
        ? (['router_ports.port_id', of.ports] as const)
        : (['router_ports.network_id', of.networks] as const)
    const found = new Set<string>()
    for (const piece of chunks(ids)) {
      const rows = await placed(db)
        .select(`${column} as id`)
        .distinct()
        .where('agents.host', '=', host)
        .where(column, 'in', piece)
        .execute()
      for (const { id } of rows) found.add(id)
    }
    return found
  },
}

const placed = (db: Db) =>
  tablesIn(db)
    .selectFrom('router_ports')
    .innerJoin('routers', 'routers.id', 'router_ports.router_id')
    .innerJoin('agent_assignments', 'agent_assignments.object_id', 'routers.id')
    .innerJoin('agents', 'agents.id', 'agent_assignments.agent_id')
    .where('routers.ha', '=', 1)
    .where('router_ports.port_type', '!=', HA_OWNER)
    .where('agent_assignments.kind', '=', ROUTER_KIND)

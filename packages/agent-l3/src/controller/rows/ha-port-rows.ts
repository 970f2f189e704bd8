import type { RouterHaPart } from '../../wire/router-items.ts'
import { ROUTER_KIND } from '../../wire/router-topics.ts'
import { HA_OWNER } from '../base/port-owners.ts'
import { type Db, tablesIn } from '../store/tables.ts'

/**
 * High, since what is missing to 256 is waited for beside three advertisements; another for each host, so that two do not take over at
 * the same moment. Neutron has 50 for all. Nobody is preferred by it: who is active stays so.
 */
const MOST_PRIORITY = 250
const LEAST_PRIORITY = 100
const PRIORITY_STEP = 5
interface HaPort {
  readonly portId: string
  readonly host: string
}

/** The ports from which a router's hosts speak to each other. */
export async function haPorts(db: Db, routerId: string): Promise<readonly HaPort[]> {
  const rows = await tablesIn(db)
    .selectFrom('router_ports')
    .innerJoin('port_bindings', 'port_bindings.port_id', 'router_ports.port_id')
    .select(['router_ports.port_id', 'port_bindings.host'])
    .where('router_ports.router_id', '=', routerId)
    .where('router_ports.port_type', '=', HA_OWNER)
    .orderBy('router_ports.port_id')
    .execute()
  return rows.map((row) => ({ portId: row.port_id, host: row.host }))
}

/** What a host is told of its part; undefined = it has none (yet). */
export async function haPartOf(db: Db, routerId: string, host: string): Promise<RouterHaPart | undefined> {
  const port = (await haPorts(db, routerId)).find((one) => one.host === host)
  if (port === undefined) return undefined
  const row = await tablesIn(db)
    .selectFrom('agent_assignments')
    .innerJoin('agents', 'agents.id', 'agent_assignments.agent_id')
    .select('agent_assignments.assignment_index')
    .where('agent_assignments.kind', '=', ROUTER_KIND)
    .where('agent_assignments.object_id', '=', routerId)
    .where('agents.host', '=', host)
    .executeTakeFirst()
  const place = (row?.assignment_index ?? 1) - 1
  return { portId: port.portId, priority: Math.max(MOST_PRIORITY - place * PRIORITY_STEP, LEAST_PRIORITY) }
}

import type {
  AgentsTable,
  IpAllocationsTable,
  NetworksTable,
  PortBindingsTable,
  PortsTable,
  Schema,
  Transaction,
} from '@netloom/core/store'
import type { Kysely } from 'kysely'

/** One object of any kind: balancers are trees, and what is asked is nearly always about one whole tree. */
export interface ObjectRow {
  id: string
  kind: string
  /** Itself, of a balancer. */
  load_balancer_id: string
  /** What it hangs on: pool of a member, listener of a policy; null of a balancer. */
  parent_id: string | null
  project_id: string
  name: string
  description: string
  admin_state_up: number
  /** Unique: of balancers with a VIP. */
  vip_port_id: string | null
  /** JSON: what only its kind has. */
  attributes: string
  /** JSON. */
  tags: string
  provisioning_status: string
  /** How long a PENDING status holds: what nobody has confirmed by then is ERROR. */
  pending_until: string | null
  status_cause: string | null
  /** Whether the host has it. */
  deployed: number
  /** Operating status as the agent says. */
  health: string | null
  /** JSON: counters as the agent says. */
  stats: string | null
  /** Of its item: rises with each write that hosts are told of. */
  version: number
  revision_number: number
  created_at: string
  updated_at: string | null
}

export interface Tables {
  lb_objects: ObjectRow
  ports: PortsTable
  port_bindings: PortBindingsTable
  ip_allocations: IpAllocationsTable
  networks: NetworksTable
  agents: AgentsTable
  agent_assignments: Schema['agent_assignments']
  feed_items: Schema['feed_items']
  feed_topics: Schema['feed_topics']
}

export const OWN_TABLES = ['lb_objects'] as const

export type Db = Transaction['db']

export const tablesIn = (db: Db): Kysely<Tables> => db as unknown as Kysely<Tables>

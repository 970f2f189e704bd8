import type {
  AgentsTable,
  IpAllocationsTable,
  NetworksTable,
  PortBindingsTable,
  PortsTable,
  RbacPoliciesTable,
  Schema,
  SubnetsTable,
  Transaction,
} from '@netloom/core/store'
import type { Kysely } from 'kysely'

interface Standard {
  id: string
  description: string
  revision_number: number
  created_at: string
  updated_at: string
}

export interface RouterRow extends Standard {
  project_id: string
  name: string
  admin_state_up: number
  status: string
  gateway_port_id: string | null
  /** The network of that port: what floating IPs look for. */
  gateway_network_id: string | null
  enable_snat: number
  /** JSON list of `{ destination, nexthop }`. */
  routes: string
  /** JSON list of text. */
  availability_zone_hints: string
  /** 1 = several hosts have it. */
  ha: number
  /** The network on which those hear each other, and the router's number there: 1–254, unique. */
  ha_network_id: string | null
  ha_vr_id: number | null
  tags: string
}

/** The network of a project's HA routers. Primary key project_id. */
export interface HaNetworkRow {
  project_id: string
  network_id: string
}

/** What an agent says of its part in an HA router. Primary key (router_id, agent_id). */
export interface RouterHaAgentRow {
  router_id: string
  agent_id: string
  /** `active`, `standby`. */
  state: string
  /** Counts up with every change of a router: of several that are active the last one counts. */
  changed: number
}

/** Ports of routers. `port_type` is the port's owner: its `device_id` proves nothing. Primary key port_id. */
export interface RouterPortRow {
  port_id: string
  router_id: string
  network_id: string
  port_type: string
}

/** Unique (port_id, fixed_ip_address, floating_network_id): an address has one floating IP of a network. */
export interface FloatingIpRow extends Standard {
  project_id: string
  floating_network_id: string
  floating_ip_address: string
  floating_port_id: string
  port_id: string | null
  fixed_ip_address: string | null
  router_id: string | null
  status: string
  dns_name: string
  dns_domain: string
  tags: string
}

export interface PortForwardingRow {
  id: string
  floating_ip_id: string
  protocol: string
  external_port_first: number
  external_port_last: number
  internal_port_first: number
  internal_port_last: number
  internal_port_id: string
  internal_ip_address: string
  description: string
  revision_number: number
}

/** Unique (router_id, protocol, port, helper). */
export interface ConntrackHelperRow {
  id: string
  router_id: string
  protocol: string
  port: number
  helper: string
  revision_number: number
}

export interface Tables {
  routers: RouterRow
  router_ports: RouterPortRow
  floating_ips: FloatingIpRow
  port_forwardings: PortForwardingRow
  conntrack_helpers: ConntrackHelperRow
  ha_networks: HaNetworkRow
  router_ha_agents: RouterHaAgentRow
  agent_assignments: Schema['agent_assignments']
  agents: AgentsTable
  networks: NetworksTable
  subnets: SubnetsTable
  ports: PortsTable
  port_bindings: PortBindingsTable
  ip_allocations: IpAllocationsTable
  rbac_policies: RbacPoliciesTable
}

export type Db = Transaction['db']

/** The store as it shows our own tables, and those of the engine that are read here. */
export const tablesIn = (db: Db): Kysely<Tables> => db as unknown as Kysely<Tables>

export const OWN_TABLES = [
  'routers',
  'router_ports',
  'floating_ips',
  'port_forwardings',
  'conntrack_helpers',
  'ha_networks',
  'router_ha_agents',
] as const

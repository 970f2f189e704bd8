import type { PortBindingsTable, PortsTable, Schema, Transaction } from '@netloom/core/store'
import type { Kysely } from 'kysely'
import { suffixed } from './suffixed.ts'

interface Named {
  id: string
  project_id: string
  name: string
  description: string
  shared: number
  revision_number: number
  created_at: string
  updated_at: string
}

export interface RuleRow extends Named {
  protocol: string | null
  ip_version: number
  source_ip_address: string | null
  destination_ip_address: string | null
  source_port_min: number | null
  source_port_max: number | null
  destination_port_min: number | null
  destination_port_max: number | null
  action: string
  enabled: number
}

export interface PolicyRow extends Named {
  audited: number
}

/** Primary key (policy_id, rule_id). */
export interface PolicyRuleRow {
  policy_id: string
  rule_id: string
  /** 1… */
  position: number
}

export interface FirewallRow extends Named {
  admin_state_up: number
  status: string
  ingress_policy_id: string | null
  egress_policy_id: string | null
  /** Version 1: all routers of its project. */
  on_all_routers: number
}

/** A router of version 1, a port of version 2. Primary key target_id: it has one firewall at most. */
export interface TargetRow {
  target_id: string
  firewall_id: string
}

/** Primary key project_id. Version 2. */
export interface DefaultGroupRow {
  project_id: string
  firewall_id: string
}

/** What a host that has the router was told, and what became of it there. Primary key (router_id, host). */
export interface RouterStateRow {
  router_id: string
  host: string
  /** Of the content: a report is about one. */
  token: string
  state: string
}

export interface Tables {
  firewall_rules: RuleRow
  firewall_policies: PolicyRow
  firewall_policy_rules: PolicyRuleRow
  firewalls: FirewallRow
  firewall_targets: TargetRow
  firewall_defaults: DefaultGroupRow
  firewall_router_states: RouterStateRow
  ports: PortsTable
  port_bindings: PortBindingsTable
  agents: Schema['agents']
  agent_assignments: Schema['agent_assignments']
  feed_items: Schema['feed_items']
}

export type Db = Transaction['db']

/** Tables of our own, by the names that statements use. */
export const OWN_TABLES = [
  'firewall_rules',
  'firewall_policies',
  'firewall_policy_rules',
  'firewalls',
  'firewall_targets',
  'firewall_defaults',
  'firewall_router_states',
] as const

export type ApiVersion = 1 | 2

/** As the store has it: the two versions of the API share statements and not objects. */
export const tableName = (version: ApiVersion, table: string): string => `${table}_v${String(version)}`

const renaming = { 1: suffixed(OWN_TABLES, '_v1'), 2: suffixed(OWN_TABLES, '_v2') }

/** The store as it shows the tables of one version, and those of the engine that are read here. */
export const tablesIn = (db: Db, version: ApiVersion): Kysely<Tables> =>
  (db as unknown as Kysely<Tables>).withPlugin(renaming[version])

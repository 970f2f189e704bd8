import type {
  AddressGroupsTable,
  IpAllocationsTable,
  PortBindingsTable,
  PortsTable,
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

export interface SecurityGroupRow extends Standard {
  project_id: string
  name: string
  stateful: number
  shared: number
  tags: string
}

/** Primary key project_id. */
export interface DefaultSecurityGroupRow {
  project_id: string
  security_group_id: string
}

export interface MatchColumns {
  direction: string
  ethertype: string
  protocol: string | null
  port_range_min: number | null
  port_range_max: number | null
  remote_ip_prefix: string | null
  /** The prefix without host bits. */
  normalized_cidr: string | null
  remote_group_id: string | null
  remote_address_group_id: string | null
  /** What makes two rules one. */
  rule_key: string
}

/** Unique (security_group_id, rule_key). */
export interface SecurityGroupRuleRow extends Standard, MatchColumns {
  project_id: string
  security_group_id: string
}

/** Primary key (port_id, security_group_id). */
export interface PortSecurityGroupRow {
  port_id: string
  security_group_id: string
}

/** Ports that were there before groups were, until they are in one. */
export interface PortBeforeGroupsRow {
  port_id: string
}

/** `remote_group_id` may be `PARENT`. */
export interface DefaultRuleRow extends Standard, MatchColumns {
  used_in_default_sg: number
  used_in_non_default_sg: number
}

export interface Tables {
  security_groups: SecurityGroupRow
  default_security_groups: DefaultSecurityGroupRow
  security_group_rules: SecurityGroupRuleRow
  port_security_groups: PortSecurityGroupRow
  ports_before_groups: PortBeforeGroupsRow
  default_security_group_rules: DefaultRuleRow
  address_groups: AddressGroupsTable
  ports: PortsTable
  port_bindings: PortBindingsTable
  ip_allocations: IpAllocationsTable
}

export type Db = Transaction['db']

/** The store as it shows our own tables, and those of the engine that are read here. */
export const tablesIn = (db: Db): Kysely<Tables> => db as unknown as Kysely<Tables>

/** Names of our own. That of address groups the engine's migrations make: they were there first. */
export const OWN_TABLES = [
  'security_groups',
  'default_security_groups',
  'security_group_rules',
  'port_security_groups',
  'ports_before_groups',
  'default_security_group_rules',
] as const

import { QUOTA_RESOURCES } from '@netloom/core'
import type { Schema } from '@netloom/core/store'
import { SHAREABLE_TYPES } from '../environment/shareable-types.ts'
import { TAGGED_TABLES } from '../tags/tagged-tables.ts'

/**
 * Every table that the engine's migrations make: a new one is missed here by the compiler. `false` = its rows are a service's,
 * which came to be one when the table was there already.
 */
const TABLES: Readonly<Record<keyof Schema, boolean>> = {
  networks: true,
  segments: true,
  segment_allocations: true,
  subnets: true,
  ipam_free_ranges: true,
  ip_allocations: true,
  ports: true,
  port_bindings: true,
  port_binding_levels: true,
  provisioning_blocks: true,
  agents: true,
  agent_assignments: true,
  address_scopes: true,
  subnetpools: true,
  rbac_policies: true,
  quotas: true,
  quota_usages: true,
  qos_policies: true,
  qos_rules: true,
  trunks: true,
  subports: true,
  address_groups: false,
  feed_items: true,
  changes: true,
  feed_topics: true,
  store_facts: true,
}

/** Of services, and made by the engine all the same. */
export const ADOPTED_TABLES: readonly string[] = Object.entries(TABLES).flatMap(([name, isOwn]) =>
  isOwn ? [] : [name],
)

/** Names that the engine has: no service can have them, too. */
export const ENGINE_NAMES: Readonly<
  Record<'tables' | 'topics' | 'quotas' | 'taggedTypes' | 'sharedTypes', readonly string[]>
> = {
  tables: Object.keys(TABLES),
  topics: ['host', 'network', 'tunnels'],
  quotas: QUOTA_RESOURCES,
  taggedTypes: Object.keys(TAGGED_TABLES),
  // A type that is known without a table waits for the service that brings one.
  sharedTypes: Object.entries(SHAREABLE_TYPES).flatMap(([type, { table }]) => (table === undefined ? [] : [type])),
}

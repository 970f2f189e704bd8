import type { StandardColumns } from './standard-columns.ts'

export interface AddressScopesTable extends StandardColumns {
  id: string
  project_id: string
  name: string
  ip_version: number
  shared: number
}

/** `prefixes` is a JSON list of canonical prefixes that neither overlap nor touch. */
export interface SubnetpoolsTable extends StandardColumns {
  id: string
  project_id: string
  name: string
  ip_version: number
  prefixes: string
  min_prefixlen: number
  max_prefixlen: number
  default_prefixlen: number
  /** Addresses (IPv4) or /64 networks (IPv6) that one project may take; null = no limit. */
  default_quota: number | null
  is_default: number
  shared: number
  address_scope_id: string | null
}

/** Who else may see or use an object. Unique (object_type, object_id, action, target_project); '*' = every project. */
export interface RbacPoliciesTable {
  id: string
  project_id: string
  object_type: string
  object_id: string
  action: string
  target_project: string
}

/** Limits set by an administrator; primary key (project_id, resource). -1 = unlimited. */
export interface QuotasTable {
  project_id: string
  resource: string
  quota_limit: number
}

/** What projects have, counted in the transaction that makes or removes it; primary key (project_id, resource). */
export interface QuotaUsagesTable {
  project_id: string
  resource: string
  used: number
}

export interface QosPoliciesTable extends StandardColumns {
  id: string
  project_id: string
  name: string
  shared: number
  is_default: number
}

/** Unique (policy_id, rule_type, direction); `parameters` is a JSON object, `direction` is '' where a type has none. */
export interface QosRulesTable {
  id: string
  policy_id: string
  rule_type: string
  direction: string
  parameters: string
}

/** Unique port_id. */
export interface TrunksTable extends StandardColumns {
  id: string
  project_id: string
  name: string
  port_id: string
  admin_state_up: number
  status: string
}

/** Primary key port_id; unique (trunk_id, segmentation_type, segmentation_id). */
export interface SubportsTable {
  port_id: string
  trunk_id: string
  segmentation_type: string
  segmentation_id: number
}

/** `addresses` is a JSON list of canonical prefixes. */
export interface AddressGroupsTable extends StandardColumns {
  id: string
  project_id: string
  name: string
  shared: number
  addresses: string
}

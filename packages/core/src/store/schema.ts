/**
 * Tables, as both engines hold them: text, integer, no dialect types. Booleans are 0/1, JSON is text, times are ISO 8601
 * text, addresses are canonical text; `*_key` columns are fixed-width lower-case hex (8 digits for IPv4, 32 for IPv6),
 * so that text order is numeric order. `packages/store` owns the migrations that make them.
 */
import type { Generated } from 'kysely'
import type {
  AddressGroupsTable,
  AddressScopesTable,
  QosPoliciesTable,
  QosRulesTable,
  QuotaUsagesTable,
  QuotasTable,
  RbacPoliciesTable,
  SubnetpoolsTable,
  SubportsTable,
  TrunksTable,
} from './api-tables.ts'
import type { StandardColumns } from './standard-columns.ts'

export interface NetworksTable extends StandardColumns {
  id: string
  project_id: string
  name: string
  admin_state_up: number
  status: string
  shared: number
  router_external: number
  mtu: number
  /** Default of its ports. */
  port_security_enabled: number
  /** The external network that is chosen when none is named. */
  is_default: number
  /** JSON list of text. */
  availability_zone_hints: string
  dns_domain: string
  qos_policy_id: string | null
}

/**
 * One segment belongs to one network: unique (network_type, physical_network, segmentation_id) where there is an id, and
 * (network_type, physical_network) where there is none; types that have neither may have as many as they like.
 */
export interface SegmentsTable extends StandardColumns {
  id: string
  name: string
  network_id: string
  network_type: string
  physical_network: string | null
  segmentation_id: number | null
  segment_index: number
  is_dynamic: number
}

/** Taken ids only; primary key (network_type, physical_network, segmentation_id). `physical_network` is '' where there is none. */
export interface SegmentAllocationsTable {
  network_type: string
  physical_network: string
  segmentation_id: number
}

export interface SubnetsTable extends StandardColumns {
  id: string
  network_id: string
  project_id: string
  name: string
  ip_version: number
  cidr: string
  gateway_ip: string | null
  enable_dhcp: number
  allocation_pools: string
  dns_nameservers: string
  host_routes: string
  ipv6_ra_mode: string | null
  ipv6_address_mode: string | null
  segment_id: string | null
  subnetpool_id: string | null
  /** JSON list of device owners; empty = any. */
  service_types: string
}

/** Free addresses inside the allocation pools, as inclusive ranges; primary key (subnet_id, first_key). */
export interface IpamFreeRangesTable {
  subnet_id: string
  first_key: string
  last_key: string
}

/** Addresses held by ports; primary key (subnet_id, ip_key). */
export interface IpAllocationsTable {
  subnet_id: string
  ip_key: string
  ip_address: string
  port_id: string
  network_id: string
}

/** Unique (network_id, mac_address). */
export interface PortsTable extends StandardColumns {
  id: string
  network_id: string
  project_id: string
  name: string
  mac_address: string
  admin_state_up: number
  status: string
  device_id: string
  device_owner: string
  allowed_address_pairs: string
  port_security_enabled: number
  /** JSON list of `{ name, value, ipVersion }`. */
  extra_dhcp_opts: string
  dns_name: string
  dns_domain: string
  qos_policy_id: string | null
  /** ACTIVE, DOWN, or null = nobody watches it. */
  data_plane_status: string | null
  propagate_uplink_status: number
  /** The network's `qos_policy_id`, kept with it: a port shows it, and lists of ports would need one more table. */
  qos_network_policy_id: string | null
  /** The trunk whose parent it is; kept with `trunks.port_id`, for the same reason. */
  trunk_id: string | null
}

/** Primary key (port_id, host); indexed by host and by (network_id, host). */
export interface PortBindingsTable {
  port_id: string
  network_id: string
  host: string
  vnic_type: string
  profile: string
  vif_type: string
  vif_details: string
  status: string
}

/** Primary key (port_id, host, level). */
export interface PortBindingLevelsTable {
  port_id: string
  host: string
  level: number
  driver: string
  segment_id: string
}

/** Primary key (object_type, object_id, entity): what still has to happen before the object is ACTIVE. */
export interface ProvisioningBlocksTable {
  object_type: string
  object_id: string
  entity: string
}

/** Unique (agent_type, host). */
export interface AgentsTable {
  id: string
  agent_type: string
  binary: string
  host: string
  availability_zone: string | null
  admin_state_up: number
  description: string
  configurations: string
  created_at: string
  started_at: string
  heartbeat_at: string
}

/**
 * Objects of services (a network with DHCP, a router) and the agents that run them; primary key (object_id, kind, agent_id),
 * unique (object_id, kind, assignment_index).
 */
export interface AgentAssignmentsTable {
  /** Of `ScheduledKind.name`. */
  kind: string
  object_id: string
  agent_id: string
  /** 1… */
  assignment_index: number
}

/** Current state of every feed topic; primary key (topic, item_key). `rev` is the log position that wrote it. */
export interface FeedItemsTable {
  topic: string
  item_key: string
  revision: number
  rev: number
  body: string
}

/** The change log, written in the transaction of the change. `body` null = the item is gone. */
export interface ChangesTable {
  rev: Generated<number>
  topic: string
  item_key: string
  revision: number
  /** Revision the item had before; 0 = it was not there. Lets a reader keep a running digest. */
  previous_revision: number
  /** Log position of the topic's change before this one; 0 = none. Lets a receiver see a gap. */
  previous_rev: number
  body: string | null
}

/** One row per topic that ever changed: its newest log position. */
export interface FeedTopicsTable {
  topic: string
  rev: number
}

/** Key/value facts about this store, e.g. `epoch` (random, made with the database). */
export interface StoreFactsTable {
  name: string
  value: string
}

export interface Schema {
  networks: NetworksTable
  segments: SegmentsTable
  segment_allocations: SegmentAllocationsTable
  subnets: SubnetsTable
  ipam_free_ranges: IpamFreeRangesTable
  ip_allocations: IpAllocationsTable
  ports: PortsTable
  port_bindings: PortBindingsTable
  port_binding_levels: PortBindingLevelsTable
  provisioning_blocks: ProvisioningBlocksTable
  agents: AgentsTable
  agent_assignments: AgentAssignmentsTable
  address_scopes: AddressScopesTable
  subnetpools: SubnetpoolsTable
  rbac_policies: RbacPoliciesTable
  quotas: QuotasTable
  quota_usages: QuotaUsagesTable
  qos_policies: QosPoliciesTable
  qos_rules: QosRulesTable
  trunks: TrunksTable
  subports: SubportsTable
  address_groups: AddressGroupsTable
  feed_items: FeedItemsTable
  changes: ChangesTable
  feed_topics: FeedTopicsTable
  store_facts: StoreFactsTable
}

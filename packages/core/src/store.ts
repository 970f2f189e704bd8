export type {
  AddressGroupsTable,
  AddressScopesTable,
  QosPoliciesTable,
  QosRulesTable,
  RbacPoliciesTable,
  SubnetpoolsTable,
  SubportsTable,
  TrunksTable,
} from './store/api-tables.ts'
export type { ChangeLog, LoggedChange } from './store/change-log.ts'
export type {
  AgentsTable,
  IpAllocationsTable,
  IpamFreeRangesTable,
  NetworksTable,
  PortBindingLevelsTable,
  PortBindingsTable,
  PortsTable,
  ProvisioningBlocksTable,
  Schema,
  SegmentsTable,
  SubnetsTable,
} from './store/schema.ts'
export type { SchemaHistory, SchemaMigration, SchemaMigrations } from './store/schema-migrations.ts'
export { isStoreUnavailable, type StoreHealth } from './store/store-health.ts'
export type { Store, StoreProblem, Transaction } from './store/store.ts'

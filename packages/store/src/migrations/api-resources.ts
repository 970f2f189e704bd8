import { sql, type Kysely, type Migration } from 'kysely'
import { shareByEntries } from './share-entries.ts'
import { index, standard } from './table-parts.ts'

type Database = Kysely<unknown>

/** What the REST API shows and the first schema had no column for. */
async function columns(db: Database): Promise<void> {
  for (const table of ['networks', 'subnets', 'ports']) await text(db, table, 'tags', '[]')
  await number(db, 'networks', 'port_security_enabled', 1)
  await number(db, 'networks', 'is_default', 0)
  await text(db, 'networks', 'availability_zone_hints', '[]')
  await text(db, 'networks', 'dns_domain', '')
  await nullable(db, 'networks', 'qos_policy_id')
  await nullable(db, 'subnets', 'subnetpool_id')
  await text(db, 'subnets', 'service_types', '[]')
  await text(db, 'ports', 'extra_dhcp_opts', '[]')
  await text(db, 'ports', 'dns_name', '')
  await text(db, 'ports', 'dns_domain', '')
  await nullable(db, 'ports', 'qos_policy_id')
  await nullable(db, 'ports', 'data_plane_status')
  await number(db, 'ports', 'propagate_uplink_status', 0)
  await nullable(db, 'ports', 'qos_network_policy_id')
  await nullable(db, 'ports', 'trunk_id')
  for (const [column, initial] of SEGMENT_TEXTS) await text(db, 'segments', column, initial)
  await number(db, 'segments', 'revision_number', 1)
}

// Segments of the first schema had no dates of their own; their network's would be a guess.
const EPOCH = '1970-01-01T00:00:00Z'
const SEGMENT_TEXTS: readonly (readonly [string, string])[] = [
  ['name', ''],
  ['description', ''],
  ['tags', '[]'],
  ['created_at', EPOCH],
  ['updated_at', EPOCH],
]

async function addressSpace(db: Database): Promise<void> {
  await standard(db.schema.createTable('address_scopes'))
    .addColumn('tags', 'text', (c) => c.notNull())
    .addColumn('project_id', 'text', (c) => c.notNull())
    .addColumn('name', 'text', (c) => c.notNull())
    .addColumn('ip_version', 'integer', (c) => c.notNull())
    .addColumn('shared', 'integer', (c) => c.notNull())
    .execute()
  await standard(db.schema.createTable('subnetpools'))
    .addColumn('tags', 'text', (c) => c.notNull())
    .addColumn('project_id', 'text', (c) => c.notNull())
    .addColumn('name', 'text', (c) => c.notNull())
    .addColumn('ip_version', 'integer', (c) => c.notNull())
    .addColumn('prefixes', 'text', (c) => c.notNull())
    .addColumn('min_prefixlen', 'integer', (c) => c.notNull())
    .addColumn('max_prefixlen', 'integer', (c) => c.notNull())
    .addColumn('default_prefixlen', 'integer', (c) => c.notNull())
    .addColumn('default_quota', 'integer')
    .addColumn('is_default', 'integer', (c) => c.notNull())
    .addColumn('shared', 'integer', (c) => c.notNull())
    .addColumn('address_scope_id', 'text', (c) => c.references('address_scopes.id'))
    .execute()
  await index(db, 'subnetpools', ['address_scope_id'])
  // with what choosing a prefix needs to know of all subnets of a pool
  await index(db, 'subnets', ['subnetpool_id', 'cidr', 'project_id'])
}

async function tenancy(db: Database): Promise<void> {
  await db.schema
    .createTable('rbac_policies')
    .addColumn('id', 'text', (c) => c.primaryKey())
    .addColumn('project_id', 'text', (c) => c.notNull())
    .addColumn('object_type', 'text', (c) => c.notNull())
    .addColumn('object_id', 'text', (c) => c.notNull())
    .addColumn('action', 'text', (c) => c.notNull())
    .addColumn('target_project', 'text', (c) => c.notNull())
    .addUniqueConstraint('rbac_policies_entry', ['object_type', 'object_id', 'action', 'target_project'])
    .execute()
  await index(db, 'rbac_policies', ['target_project', 'object_type'])
  for (const [table, count] of [
    ['quotas', 'quota_limit'],
    ['quota_usages', 'used'],
  ] as const) {
    await db.schema
      .createTable(table)
      .addColumn('project_id', 'text', (c) => c.notNull())
      .addColumn('resource', 'text', (c) => c.notNull())
      .addColumn(count, 'integer', (c) => c.notNull())
      .addPrimaryKeyConstraint(`${table}_pk`, ['project_id', 'resource'])
      .execute()
  }
  await shareByEntries(db)
  for (const [resource, table] of [
    ['network', 'networks'],
    ['subnet', 'subnets'],
    ['port', 'ports'],
    ['rbac_policy', 'rbac_policies'],
  ] as const) {
    // counted once here, by every transaction from now on
    await sql`insert into quota_usages (project_id, resource, used)
      select project_id, ${sql.lit(resource)}, count(*) from ${sql.table(table)} group by project_id`.execute(db)
  }
}

async function qos(db: Database): Promise<void> {
  await standard(db.schema.createTable('qos_policies'))
    .addColumn('tags', 'text', (c) => c.notNull())
    .addColumn('project_id', 'text', (c) => c.notNull())
    .addColumn('name', 'text', (c) => c.notNull())
    .addColumn('shared', 'integer', (c) => c.notNull())
    .addColumn('is_default', 'integer', (c) => c.notNull())
    .execute()
  await db.schema
    .createTable('qos_rules')
    .addColumn('id', 'text', (c) => c.primaryKey())
    .addColumn('policy_id', 'text', (c) => c.notNull().references('qos_policies.id').onDelete('cascade'))
    .addColumn('rule_type', 'text', (c) => c.notNull())
    .addColumn('direction', 'text', (c) => c.notNull())
    .addColumn('parameters', 'text', (c) => c.notNull())
    .addUniqueConstraint('qos_rules_type', ['policy_id', 'rule_type', 'direction'])
    .execute()
}

async function trunks(db: Database): Promise<void> {
  await standard(db.schema.createTable('trunks'))
    .addColumn('tags', 'text', (c) => c.notNull())
    .addColumn('project_id', 'text', (c) => c.notNull())
    .addColumn('name', 'text', (c) => c.notNull())
    .addColumn('port_id', 'text', (c) => c.notNull().references('ports.id').unique())
    .addColumn('admin_state_up', 'integer', (c) => c.notNull())
    .addColumn('status', 'text', (c) => c.notNull())
    .execute()
  await db.schema
    .createTable('subports')
    .addColumn('port_id', 'text', (c) => c.primaryKey().references('ports.id'))
    .addColumn('trunk_id', 'text', (c) => c.notNull().references('trunks.id').onDelete('cascade'))
    .addColumn('segmentation_type', 'text', (c) => c.notNull())
    .addColumn('segmentation_id', 'integer', (c) => c.notNull())
    .addUniqueConstraint('subports_segment', ['trunk_id', 'segmentation_type', 'segmentation_id'])
    .execute()
}

async function addressGroups(db: Database): Promise<void> {
  await standard(db.schema.createTable('address_groups'))
    .addColumn('tags', 'text', (c) => c.notNull())
    .addColumn('project_id', 'text', (c) => c.notNull())
    .addColumn('name', 'text', (c) => c.notNull())
    .addColumn('shared', 'integer', (c) => c.notNull())
    .addColumn('addresses', 'text', (c) => c.notNull())
    .execute()
}

// Lists and quotas ask by project, then by the order in which pages go.
const PROJECT_TABLES = [
  'networks',
  'subnets',
  'ports',
  'address_scopes',
  'subnetpools',
  'qos_policies',
  'trunks',
  'address_groups',
]
const LOOKED_UP: readonly (readonly [string, readonly string[]])[] = [
  ['networks', ['name']],
  ['subnets', ['name']],
  ['ports', ['name']],
  ['ports', ['mac_address']],
  ['ports', ['network_id', 'id']],
  // whether anybody else has ports on one's networks
  ['ports', ['network_id', 'project_id']],
  ['ports', ['qos_policy_id']],
  ['networks', ['qos_policy_id']],
  ['ip_allocations', ['ip_address']],
]

export const apiResources: Migration = {
  async up(db) {
    for (const create of [columns, addressSpace, tenancy, qos, trunks, addressGroups]) await create(db)
    for (const table of PROJECT_TABLES) await index(db, table, ['project_id', 'id'])
    for (const [table, columnNames] of LOOKED_UP) await index(db, table, [...columnNames])
  },
}

async function text(db: Database, table: string, column: string, initial: string): Promise<void> {
  await db.schema
    .alterTable(table)
    .addColumn(column, 'text', (c) => c.notNull().defaultTo(initial))
    .execute()
}

async function number(db: Database, table: string, column: string, initial: number): Promise<void> {
  await db.schema
    .alterTable(table)
    .addColumn(column, 'integer', (c) => c.notNull().defaultTo(initial))
    .execute()
}

async function nullable(db: Database, table: string, column: string): Promise<void> {
  await db.schema.alterTable(table).addColumn(column, 'text').execute()
}

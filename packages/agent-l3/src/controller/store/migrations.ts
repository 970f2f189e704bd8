import type { SchemaMigrations } from '@netloom/core/store'
import type { CreateTableBuilder, Kysely } from 'kysely'

/** Changes of the tables, in a history of the service's own. Never changed once released: the next change is another entry. */
export const migrations: SchemaMigrations = {
  '0001-routers': {
    async up(db) {
      await routers(db)
      await floatingIps(db)
      await portForwardings(db)
      await conntrackHelpers(db)
    },
  },
  '0002-ha-routers': {
    async up(db) {
      await haColumns(db)
      await haTables(db)
    },
  },
}

async function haColumns(db: Kysely<unknown>): Promise<void> {
  const columns = ['ha', 'ha_network_id', 'ha_vr_id'] as const
  for (const column of columns) {
    const type = column === 'ha_network_id' ? 'text' : 'integer'
    await db.schema
      .alterTable('routers')
      .addColumn(column, type, (spec) => (column === 'ha' ? spec.notNull().defaultTo(0) : spec))
      .execute()
  }
  await index(db, 'routers', 'ha_network_id')
}

async function haTables(db: Kysely<unknown>): Promise<void> {
  await db.schema
    .createTable('ha_networks')
    .addColumn('project_id', 'text', (column) => column.primaryKey())
    .addColumn('network_id', 'text', (column) => column.notNull().unique())
    .execute()
  await db.schema
    .createTable('router_ha_agents')
    .addColumn('router_id', 'text', (column) => column.notNull())
    .addColumn('agent_id', 'text', (column) => column.notNull())
    .addColumn('state', 'text', (column) => column.notNull())
    .addColumn('changed', 'integer', (column) => column.notNull())
    .addPrimaryKeyConstraint('router_ha_agents_key', ['router_id', 'agent_id'])
    .execute()
  await index(db, 'router_ha_agents', 'agent_id')
}

async function routers(db: Kysely<unknown>): Promise<void> {
  await standard(db.schema.createTable('routers'))
    .addColumn('name', 'text', (column) => column.notNull())
    .addColumn('admin_state_up', 'integer', (column) => column.notNull())
    .addColumn('status', 'text', (column) => column.notNull())
    .addColumn('gateway_port_id', 'text')
    .addColumn('gateway_network_id', 'text')
    .addColumn('enable_snat', 'integer', (column) => column.notNull())
    .addColumn('routes', 'text', (column) => column.notNull())
    .addColumn('availability_zone_hints', 'text', (column) => column.notNull())
    .execute()
  await index(db, 'routers', 'project_id')
  await index(db, 'routers', 'gateway_network_id')
  await db.schema
    .createTable('router_ports')
    .addColumn('port_id', 'text', (column) => column.primaryKey())
    .addColumn('router_id', 'text', (column) => column.notNull())
    .addColumn('network_id', 'text', (column) => column.notNull())
    .addColumn('port_type', 'text', (column) => column.notNull())
    .execute()
  await index(db, 'router_ports', 'router_id')
  await index(db, 'router_ports', 'network_id')
}

async function floatingIps(db: Kysely<unknown>): Promise<void> {
  await standard(db.schema.createTable('floating_ips'))
    .addColumn('floating_network_id', 'text', (column) => column.notNull())
    .addColumn('floating_ip_address', 'text', (column) => column.notNull())
    .addColumn('floating_port_id', 'text', (column) => column.notNull().unique())
    .addColumn('port_id', 'text')
    .addColumn('fixed_ip_address', 'text')
    .addColumn('router_id', 'text')
    .addColumn('status', 'text', (column) => column.notNull())
    .addColumn('dns_name', 'text', (column) => column.notNull())
    .addColumn('dns_domain', 'text', (column) => column.notNull())
    .addUniqueConstraint('floating_ips_fixed', ['port_id', 'fixed_ip_address', 'floating_network_id'])
    .execute()
  for (const column of ['project_id', 'floating_network_id', 'floating_ip_address', 'router_id']) {
    await index(db, 'floating_ips', column)
  }
}

async function portForwardings(db: Kysely<unknown>): Promise<void> {
  const numbers = ['external_port_first', 'external_port_last', 'internal_port_first', 'internal_port_last']
  let table: Table = db.schema
    .createTable('port_forwardings')
    .addColumn('id', 'text', (column) => column.primaryKey())
    .addColumn('floating_ip_id', 'text', (column) => column.notNull())
    .addColumn('protocol', 'text', (column) => column.notNull())
    .addColumn('internal_port_id', 'text', (column) => column.notNull())
    .addColumn('internal_ip_address', 'text', (column) => column.notNull())
    .addColumn('description', 'text', (column) => column.notNull())
    .addColumn('revision_number', 'integer', (column) => column.notNull())
  for (const name of numbers) table = table.addColumn(name, 'integer', (column) => column.notNull())
  await table.execute()
  await index(db, 'port_forwardings', 'floating_ip_id')
  await index(db, 'port_forwardings', 'internal_port_id')
}

async function conntrackHelpers(db: Kysely<unknown>): Promise<void> {
  await db.schema
    .createTable('conntrack_helpers')
    .addColumn('id', 'text', (column) => column.primaryKey())
    .addColumn('router_id', 'text', (column) => column.notNull())
    .addColumn('protocol', 'text', (column) => column.notNull())
    .addColumn('port', 'integer', (column) => column.notNull())
    .addColumn('helper', 'text', (column) => column.notNull())
    .addColumn('revision_number', 'integer', (column) => column.notNull())
    .addUniqueConstraint('conntrack_helpers_key', ['router_id', 'protocol', 'port', 'helper'])
    .execute()
}

type Table = CreateTableBuilder<string>

function standard(table: Table): Table {
  return table
    .addColumn('id', 'text', (column) => column.primaryKey())
    .addColumn('project_id', 'text', (column) => column.notNull())
    .addColumn('description', 'text', (column) => column.notNull())
    .addColumn('tags', 'text', (column) => column.notNull())
    .addColumn('revision_number', 'integer', (column) => column.notNull())
    .addColumn('created_at', 'text', (column) => column.notNull())
    .addColumn('updated_at', 'text', (column) => column.notNull())
}

async function index(db: Kysely<unknown>, table: string, column: string): Promise<void> {
  await db.schema.createIndex(`${table}_${column}`).on(table).column(column).execute()
}

import type { SchemaMigrations } from '@netloom/core/store'
import type { CreateTableBuilder, Kysely } from 'kysely'
import { type ApiVersion, tableName } from './tables.ts'

/** Changes of the tables of one version. Never changed once released: the next change is another entry. */
export const migrations = (version: ApiVersion): SchemaMigrations => ({
  '0001-firewall': {
    async up(db) {
      await rules(db, version)
      await firewalls(db, version)
      await create(db, tableName(version, 'firewall_router_states'))
        .addColumn('router_id', 'text', required)
        .addColumn('host', 'text', required)
        .addColumn('token', 'text', required)
        .addColumn('state', 'text', required)
        .addPrimaryKeyConstraint(`${tableName(version, 'firewall_router_states')}_key`, ['router_id', 'host'])
        .execute()
      await index(db, tableName(version, 'firewall_router_states'), 'host')
      await index(db, tableName(version, 'firewall_router_states'), 'token')
    },
  },
})

async function rules(db: Kysely<unknown>, version: ApiVersion): Promise<void> {
  const [rule, policy, ordered] = ['firewall_rules', 'firewall_policies', 'firewall_policy_rules'].map((table) =>
    tableName(version, table),
  ) as [string, string, string]
  await named(create(db, rule))
    .addColumn('protocol', 'text')
    .addColumn('ip_version', 'integer', required)
    .addColumn('source_ip_address', 'text')
    .addColumn('destination_ip_address', 'text')
    .addColumn('source_port_min', 'integer')
    .addColumn('source_port_max', 'integer')
    .addColumn('destination_port_min', 'integer')
    .addColumn('destination_port_max', 'integer')
    .addColumn('action', 'text', required)
    .addColumn('enabled', 'integer', required)
    .execute()
  await named(create(db, policy)).addColumn('audited', 'integer', required).execute()
  for (const table of [rule, policy]) await index(db, table, 'project_id')
  await create(db, ordered)
    .addColumn('policy_id', 'text', required)
    .addColumn('rule_id', 'text', required)
    .addColumn('position', 'integer', required)
    .addPrimaryKeyConstraint(`${ordered}_key`, ['policy_id', 'rule_id'])
    .execute()
  await index(db, ordered, 'rule_id')
}

async function firewalls(db: Kysely<unknown>, version: ApiVersion): Promise<void> {
  const table = tableName(version, 'firewalls')
  await named(create(db, table))
    .addColumn('admin_state_up', 'integer', required)
    .addColumn('status', 'text', required)
    .addColumn('ingress_policy_id', 'text')
    .addColumn('egress_policy_id', 'text')
    .addColumn('on_all_routers', 'integer', required)
    .execute()
  for (const column of ['project_id', 'ingress_policy_id', 'egress_policy_id']) await index(db, table, column)
  await create(db, tableName(version, 'firewall_targets'))
    .addColumn('target_id', 'text', (column) => column.primaryKey())
    .addColumn('firewall_id', 'text', required)
    .execute()
  await index(db, tableName(version, 'firewall_targets'), 'firewall_id')
  await create(db, tableName(version, 'firewall_defaults'))
    .addColumn('project_id', 'text', (column) => column.primaryKey())
    .addColumn('firewall_id', 'text', (column) => column.notNull().unique())
    .execute()
}

type Table = CreateTableBuilder<string>
type Column = Parameters<NonNullable<Parameters<Table['addColumn']>[2]>>[0]

const required = (column: Column): Column => column.notNull()
const create = (db: Kysely<unknown>, table: string): Table => db.schema.createTable(table)

const named = (table: Table): Table =>
  table
    .addColumn('id', 'text', (column) => column.primaryKey())
    .addColumn('project_id', 'text', required)
    .addColumn('name', 'text', required)
    .addColumn('description', 'text', required)
    .addColumn('shared', 'integer', required)
    .addColumn('revision_number', 'integer', required)
    .addColumn('created_at', 'text', required)
    .addColumn('updated_at', 'text', required)

async function index(db: Kysely<unknown>, table: string, column: string): Promise<void> {
  await db.schema.createIndex(`${table}_${column}`).on(table).column(column).execute()
}

import type { SchemaMigrations } from '@netloom/core/store'
import { type CreateTableBuilder, type Kysely, sql } from 'kysely'
import { randomUUID } from 'node:crypto'
import { PARENT } from '../model/default-rule.ts'
import type { RuleMatch } from '../model/security-group-rule.ts'
import { ruleKeyOf } from '../model/rule-key.ts'
import type { Tables } from './tables.ts'

/** Changes of the tables, in a history of the service's own. Never changed once released: the next change is another entry. */
export const migrations: SchemaMigrations = {
  '0001-security-groups': {
    async up(db) {
      await groups(db)
      await rules(db)
      await db.schema
        .createTable('port_security_groups')
        .addColumn('port_id', 'text', (column) => column.notNull())
        .addColumn('security_group_id', 'text', (column) => column.notNull())
        .addPrimaryKeyConstraint('port_security_groups_key', ['port_id', 'security_group_id'])
        .execute()
      await index(db, 'port_security_groups', 'security_group_id')
      await templates(db)
      await portsThatAreThere(db)
    },
  },
}

async function groups(db: Kysely<unknown>): Promise<void> {
  await standard(db.schema.createTable('security_groups'))
    .addColumn('project_id', 'text', (column) => column.notNull())
    .addColumn('name', 'text', (column) => column.notNull())
    .addColumn('stateful', 'integer', (column) => column.notNull())
    .addColumn('shared', 'integer', (column) => column.notNull())
    .addColumn('tags', 'text', (column) => column.notNull())
    .execute()
  await index(db, 'security_groups', 'project_id')
  await db.schema
    .createTable('default_security_groups')
    .addColumn('project_id', 'text', (column) => column.primaryKey())
    .addColumn('security_group_id', 'text', (column) => column.notNull().unique())
    .execute()
}

async function rules(db: Kysely<unknown>): Promise<void> {
  const table: CreateTableBuilder<string, string> = match(standard(db.schema.createTable('security_group_rules')))
  await table
    .addColumn('project_id', 'text', (column) => column.notNull())
    .addColumn('security_group_id', 'text', (column) => column.notNull())
    .addUniqueConstraint('security_group_rules_key', ['security_group_id', 'rule_key'])
    .execute()
  for (const column of ['project_id', 'remote_group_id', 'remote_address_group_id']) {
    await index(db, 'security_group_rules', column)
  }
}

/** What groups begin with as long as no administrator says otherwise: features 7.01, 7.02. */
async function templates(db: Kysely<Tables>): Promise<void> {
  await match(standard(db.schema.createTable('default_security_group_rules')))
    .addColumn('used_in_default_sg', 'integer', (column) => column.notNull())
    .addColumn('used_in_non_default_sg', 'integer', (column) => column.notNull())
    .execute()
  const now = `${new Date().toISOString().slice(0, 19)}Z`
  const rows = (['IPv4', 'IPv6'] as const).flatMap((ethertype) =>
    (['egress', 'ingress'] as const).map((direction) => {
      const remoteGroupId = direction === 'ingress' ? PARENT : null
      const any = { protocol: null, portRangeMin: null, portRangeMax: null, remoteIpPrefix: null }
      const stock: RuleMatch = { ...any, direction, ethertype, remoteGroupId, remoteAddressGroupId: null }
      return {
        id: randomUUID(),
        description: '',
        revision_number: 0,
        created_at: now,
        updated_at: now,
        direction,
        ethertype,
        protocol: null,
        port_range_min: null,
        port_range_max: null,
        remote_ip_prefix: null,
        normalized_cidr: null,
        remote_group_id: remoteGroupId,
        remote_address_group_id: null,
        rule_key: ruleKeyOf(stock),
        used_in_default_sg: 1,
        used_in_non_default_sg: direction === 'egress' ? 1 : 0,
      }
    }),
  )
  await db.insertInto('default_security_group_rules').values(rows).execute()
}

/** They become members of default groups when the service starts: see `adoptPorts`. */
async function portsThatAreThere(db: Kysely<unknown>): Promise<void> {
  await db.schema
    .createTable('ports_before_groups')
    .addColumn('port_id', 'text', (column) => column.primaryKey())
    .execute()
  await sql`insert into ports_before_groups (port_id)
    select id from ports where port_security_enabled = 1 and device_owner not like 'network:%'`.execute(db)
}

type Table = CreateTableBuilder<string>

function standard(table: Table): Table {
  return table
    .addColumn('id', 'text', (column) => column.primaryKey())
    .addColumn('description', 'text', (column) => column.notNull())
    .addColumn('revision_number', 'integer', (column) => column.notNull())
    .addColumn('created_at', 'text', (column) => column.notNull())
    .addColumn('updated_at', 'text', (column) => column.notNull())
}

function match(table: Table): Table {
  return table
    .addColumn('direction', 'text', (column) => column.notNull())
    .addColumn('ethertype', 'text', (column) => column.notNull())
    .addColumn('protocol', 'text')
    .addColumn('port_range_min', 'integer')
    .addColumn('port_range_max', 'integer')
    .addColumn('remote_ip_prefix', 'text')
    .addColumn('normalized_cidr', 'text')
    .addColumn('remote_group_id', 'text')
    .addColumn('remote_address_group_id', 'text')
    .addColumn('rule_key', 'text', (column) => column.notNull())
}

async function index(db: Kysely<unknown>, table: string, column: string): Promise<void> {
  await db.schema.createIndex(`${table}_${column}`).on(table).column(column).execute()
}

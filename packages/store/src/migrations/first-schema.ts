import { sql, type Kysely, type Migration } from 'kysely'
import { clustered, index, standard } from './table-parts.ts'

/** Migrations see the tables of their time, never today's `Schema`. */
type Database = Kysely<unknown>

async function networks(db: Database): Promise<void> {
  await standard(db.schema.createTable('networks'))
    .addColumn('project_id', 'text', (c) => c.notNull())
    .addColumn('name', 'text', (c) => c.notNull())
    .addColumn('admin_state_up', 'integer', (c) => c.notNull())
    .addColumn('status', 'text', (c) => c.notNull())
    .addColumn('shared', 'integer', (c) => c.notNull())
    .addColumn('router_external', 'integer', (c) => c.notNull())
    .addColumn('mtu', 'integer', (c) => c.notNull())
    .execute()
  await db.schema
    .createTable('segments')
    .addColumn('id', 'text', (c) => c.primaryKey())
    .addColumn('network_id', 'text', (c) => c.notNull().references('networks.id').onDelete('cascade'))
    .addColumn('network_type', 'text', (c) => c.notNull())
    .addColumn('physical_network', 'text')
    .addColumn('segmentation_id', 'integer')
    .addColumn('segment_index', 'integer', (c) => c.notNull())
    .addColumn('is_dynamic', 'integer', (c) => c.notNull())
    .execute()
  await index(db, 'segments', ['network_id'])
  await db.schema
    .createTable('segment_allocations')
    .addColumn('network_type', 'text', (c) => c.notNull())
    .addColumn('physical_network', 'text', (c) => c.notNull())
    .addColumn('segmentation_id', 'integer', (c) => c.notNull())
    .addPrimaryKeyConstraint('segment_allocations_pk', ['network_type', 'physical_network', 'segmentation_id'])
    .modifyEnd(clustered(db))
    .execute()
}

async function subnets(db: Database): Promise<void> {
  await standard(db.schema.createTable('subnets'))
    .addColumn('network_id', 'text', (c) => c.notNull().references('networks.id').modifyEnd(atCommit))
    .addColumn('project_id', 'text', (c) => c.notNull())
    .addColumn('name', 'text', (c) => c.notNull())
    .addColumn('ip_version', 'integer', (c) => c.notNull())
    .addColumn('cidr', 'text', (c) => c.notNull())
    .addColumn('gateway_ip', 'text')
    .addColumn('enable_dhcp', 'integer', (c) => c.notNull())
    .addColumn('allocation_pools', 'text', (c) => c.notNull())
    .addColumn('dns_nameservers', 'text', (c) => c.notNull())
    .addColumn('host_routes', 'text', (c) => c.notNull())
    .addColumn('ipv6_ra_mode', 'text')
    .addColumn('ipv6_address_mode', 'text')
    .addColumn('segment_id', 'text')
    .execute()
  await index(db, 'subnets', ['network_id'])
  await db.schema
    .createTable('ipam_free_ranges')
    .addColumn('subnet_id', 'text', (c) => c.notNull().references('subnets.id').onDelete('cascade').modifyEnd(atCommit))
    .addColumn('first_key', 'text', (c) => c.notNull())
    .addColumn('last_key', 'text', (c) => c.notNull())
    .addPrimaryKeyConstraint('ipam_free_ranges_pk', ['subnet_id', 'first_key'])
    .modifyEnd(clustered(db))
    .execute()
}

async function ports(db: Database): Promise<void> {
  await standard(db.schema.createTable('ports'))
    .addColumn('network_id', 'text', (c) => c.notNull().references('networks.id').modifyEnd(atCommit))
    .addColumn('project_id', 'text', (c) => c.notNull())
    .addColumn('name', 'text', (c) => c.notNull())
    .addColumn('mac_address', 'text', (c) => c.notNull())
    .addColumn('admin_state_up', 'integer', (c) => c.notNull())
    .addColumn('status', 'text', (c) => c.notNull())
    .addColumn('device_id', 'text', (c) => c.notNull())
    .addColumn('device_owner', 'text', (c) => c.notNull())
    .addColumn('allowed_address_pairs', 'text', (c) => c.notNull())
    .addColumn('port_security_enabled', 'integer', (c) => c.notNull())
    // Also the index for "ports of a network".
    .addUniqueConstraint('ports_network_mac', ['network_id', 'mac_address'])
    .execute()
  await index(db, 'ports', ['device_id'])
  await db.schema
    .createTable('ip_allocations')
    .addColumn('subnet_id', 'text', (c) => c.notNull().references('subnets.id').modifyEnd(atCommit))
    .addColumn('ip_key', 'text', (c) => c.notNull())
    .addColumn('ip_address', 'text', (c) => c.notNull())
    .addColumn('port_id', 'text', (c) => c.notNull().references('ports.id').onDelete('cascade').modifyEnd(atCommit))
    .addColumn('network_id', 'text', (c) => c.notNull())
    .addPrimaryKeyConstraint('ip_allocations_pk', ['subnet_id', 'ip_key'])
    .modifyEnd(clustered(db))
    .execute()
  await index(db, 'ip_allocations', ['port_id'])
}

async function bindings(db: Database): Promise<void> {
  await db.schema
    .createTable('port_bindings')
    .addColumn('port_id', 'text', (c) => c.notNull().references('ports.id').onDelete('cascade').modifyEnd(atCommit))
    .addColumn('network_id', 'text', (c) => c.notNull())
    .addColumn('host', 'text', (c) => c.notNull())
    .addColumn('vnic_type', 'text', (c) => c.notNull())
    .addColumn('profile', 'text', (c) => c.notNull())
    .addColumn('vif_type', 'text', (c) => c.notNull())
    .addColumn('vif_details', 'text', (c) => c.notNull())
    .addColumn('status', 'text', (c) => c.notNull())
    .addPrimaryKeyConstraint('port_bindings_pk', ['port_id', 'host'])
    .execute()
  await index(db, 'port_bindings', ['host'])
  await index(db, 'port_bindings', ['network_id', 'host'])
  await db.schema
    .createTable('port_binding_levels')
    .addColumn('port_id', 'text', (c) => c.notNull().references('ports.id').onDelete('cascade').modifyEnd(atCommit))
    .addColumn('host', 'text', (c) => c.notNull())
    .addColumn('level', 'integer', (c) => c.notNull())
    .addColumn('driver', 'text', (c) => c.notNull())
    .addColumn('segment_id', 'text', (c) => c.notNull())
    .addPrimaryKeyConstraint('port_binding_levels_pk', ['port_id', 'host', 'level'])
    .modifyEnd(clustered(db))
    .execute()
  await db.schema
    .createTable('provisioning_blocks')
    .addColumn('object_type', 'text', (c) => c.notNull())
    .addColumn('object_id', 'text', (c) => c.notNull())
    .addColumn('entity', 'text', (c) => c.notNull())
    .addPrimaryKeyConstraint('provisioning_blocks_pk', ['object_type', 'object_id', 'entity'])
    .modifyEnd(clustered(db))
    .execute()
}

async function agents(db: Database): Promise<void> {
  await db.schema
    .createTable('agents')
    .addColumn('id', 'text', (c) => c.primaryKey())
    .addColumn('agent_type', 'text', (c) => c.notNull())
    .addColumn('binary', 'text', (c) => c.notNull())
    .addColumn('host', 'text', (c) => c.notNull())
    .addColumn('availability_zone', 'text')
    .addColumn('admin_state_up', 'integer', (c) => c.notNull())
    .addColumn('description', 'text', (c) => c.notNull())
    .addColumn('configurations', 'text', (c) => c.notNull())
    .addColumn('created_at', 'text', (c) => c.notNull())
    .addColumn('started_at', 'text', (c) => c.notNull())
    .addColumn('heartbeat_at', 'text', (c) => c.notNull())
    .addUniqueConstraint('agents_type_host', ['agent_type', 'host'])
    .execute()
  await index(db, 'agents', ['host'])
}

async function feed(db: Database): Promise<void> {
  await db.schema
    .createTable('feed_items')
    .addColumn('topic', 'text', (c) => c.notNull())
    .addColumn('item_key', 'text', (c) => c.notNull())
    .addColumn('revision', 'integer', (c) => c.notNull())
    .addColumn('rev', 'integer', (c) => c.notNull())
    .addColumn('body', 'text', (c) => c.notNull())
    .addPrimaryKeyConstraint('feed_items_pk', ['topic', 'item_key'])
    .modifyEnd(clustered(db))
    .execute()
  await db.schema
    .createTable('changes')
    // autoincrement: a position is never given twice, even when the log was trimmed to nothing. (PostgreSQL: the store gives them.)
    .addColumn('rev', 'integer', (c) => c.primaryKey().autoIncrement())
    .addColumn('topic', 'text', (c) => c.notNull())
    .addColumn('item_key', 'text', (c) => c.notNull())
    .addColumn('revision', 'integer', (c) => c.notNull())
    .addColumn('previous_revision', 'integer', (c) => c.notNull())
    .addColumn('previous_rev', 'integer', (c) => c.notNull())
    .addColumn('body', 'text')
    .execute()
  await index(db, 'changes', ['topic', 'rev'])
  await db.schema
    .createTable('feed_topics')
    .addColumn('topic', 'text', (c) => c.primaryKey())
    .addColumn('rev', 'integer', (c) => c.notNull())
    .modifyEnd(clustered(db))
    .execute()
  await db.schema
    .createTable('store_facts')
    .addColumn('name', 'text', (c) => c.primaryKey())
    .addColumn('value', 'text', (c) => c.notNull())
    .execute()
}

// Checked at the commit: the order of statements inside a transaction is nobody's business.
const atCommit = sql`deferrable initially deferred`

export const firstSchema: Migration = {
  async up(db) {
    for (const create of [networks, subnets, ports, bindings, agents, feed]) await create(db)
  },
}

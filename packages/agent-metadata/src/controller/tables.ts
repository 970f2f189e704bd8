import type { PortsTable, Schema, SchemaMigrations, Transaction } from '@netloom/core/store'
import type { Kysely } from 'kysely'

/** What hosts with a metadata agent were told of: networks, and routers. Primary key (object_id, host). */
export interface MetadataInterestRow {
  object_id: string
  host: string
  kind: string
}

interface Tables {
  metadata_interests: MetadataInterestRow
  ports: PortsTable
  ip_allocations: Schema['ip_allocations']
  agents: Schema['agents']
  agent_assignments: Schema['agent_assignments']
}

export type Db = Transaction['db']

export const tablesIn = (db: Db): Kysely<Tables> => db as unknown as Kysely<Tables>

/** Never changed once released: the next change is another entry. */
export const migrations: SchemaMigrations = {
  '0001-metadata': {
    async up(db) {
      await db.schema
        .createTable('metadata_interests')
        .addColumn('object_id', 'text', (column) => column.notNull())
        .addColumn('host', 'text', (column) => column.notNull())
        .addColumn('kind', 'text', (column) => column.notNull())
        .addPrimaryKeyConstraint('metadata_interests_key', ['object_id', 'host'])
        .execute()
      await db.schema.createIndex('metadata_interests_host').on('metadata_interests').column('host').execute()
    },
  },
}

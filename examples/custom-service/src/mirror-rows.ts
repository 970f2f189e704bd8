import type { SchemaMigrations, Transaction } from '@netloom/core/store'
import type { Kysely } from 'kysely'
import type { Mirror, MirrorDirection, MirrorStatus } from './mirror.ts'

export interface MirrorRow {
  id: string
  project_id: string
  name: string
  description: string
  source_port_id: string
  target_port_id: string
  direction: string
  /** Host whose agent has it; '' = none. */
  host: string
  status: string
  shared: number
  tags: string
  revision_number: number
  created_at: string
  updated_at: string
}

/** The service's own table; run once, in a history of its own. Never changed once released: the next change is another entry. */
export const migrations: SchemaMigrations = {
  '0001-mirrors': {
    async up(db) {
      await db.schema
        .createTable('mirrors')
        .addColumn('id', 'text', (column) => column.primaryKey())
        .addColumn('project_id', 'text', (column) => column.notNull())
        .addColumn('name', 'text', (column) => column.notNull())
        .addColumn('description', 'text', (column) => column.notNull())
        .addColumn('source_port_id', 'text', (column) => column.notNull())
        .addColumn('target_port_id', 'text', (column) => column.notNull())
        .addColumn('direction', 'text', (column) => column.notNull())
        .addColumn('host', 'text', (column) => column.notNull())
        .addColumn('status', 'text', (column) => column.notNull())
        .addColumn('shared', 'integer', (column) => column.notNull())
        .addColumn('tags', 'text', (column) => column.notNull())
        .addColumn('revision_number', 'integer', (column) => column.notNull())
        .addColumn('created_at', 'text', (column) => column.notNull())
        .addColumn('updated_at', 'text', (column) => column.notNull())
        .addUniqueConstraint('mirrors_ports', ['source_port_id', 'target_port_id'])
        .execute()
      await db.schema.createIndex('mirrors_target').on('mirrors').column('target_port_id').execute()
      await db.schema.createIndex('mirrors_host').on('mirrors').column('host').execute()
    },
  },
}

/** The store as it shows our own table. */
export function mirrorsIn({ db }: Pick<Transaction, 'db'>): Kysely<{ mirrors: MirrorRow }> {
  return db as unknown as Kysely<{ mirrors: MirrorRow }>
}

export function mirrorOf(row: MirrorRow): Mirror {
  return {
    id: row.id,
    projectId: row.project_id,
    name: row.name,
    description: row.description,
    sourcePortId: row.source_port_id,
    targetPortId: row.target_port_id,
    direction: row.direction as MirrorDirection,
    status: row.status as MirrorStatus,
    shared: row.shared === 1,
    tags: JSON.parse(row.tags) as readonly string[],
    revisionNumber: row.revision_number,
    createdAt: row.created_at,
    updatedAt: row.updated_at,
  }
}

import type { SchemaMigrations } from '@netloom/core/store'

/** Both versions of the API have the same tables. Never changed once released: the next change is another entry. */
export const migrations: SchemaMigrations = {
  '0001-load-balancers': {
    async up(db) {
      await db.schema
        .createTable('lb_objects')
        .ifNotExists()
        .addColumn('id', 'text', (column) => column.primaryKey())
        .addColumn('kind', 'text', (column) => column.notNull())
        .addColumn('load_balancer_id', 'text', (column) => column.notNull())
        .addColumn('parent_id', 'text')
        .addColumn('project_id', 'text', (column) => column.notNull())
        .addColumn('name', 'text', (column) => column.notNull())
        .addColumn('description', 'text', (column) => column.notNull())
        .addColumn('admin_state_up', 'integer', (column) => column.notNull())
        .addColumn('vip_port_id', 'text', (column) => column.unique())
        .addColumn('attributes', 'text', (column) => column.notNull())
        .addColumn('tags', 'text', (column) => column.notNull())
        .addColumn('provisioning_status', 'text', (column) => column.notNull())
        .addColumn('pending_until', 'text')
        .addColumn('status_cause', 'text')
        .addColumn('deployed', 'integer', (column) => column.notNull())
        .addColumn('health', 'text')
        .addColumn('stats', 'text')
        .addColumn('version', 'integer', (column) => column.notNull())
        .addColumn('revision_number', 'integer', (column) => column.notNull())
        .addColumn('created_at', 'text', (column) => column.notNull())
        .addColumn('updated_at', 'text')
        .execute()
      for (const column of ['load_balancer_id', 'parent_id', 'project_id']) {
        await db.schema.createIndex(`lb_objects_${column}`).ifNotExists().on('lb_objects').column(column).execute()
      }
    },
  },
}

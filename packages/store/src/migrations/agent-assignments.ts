import { sql, type Migration } from 'kysely'
import { clustered, index } from './table-parts.ts'

/** Whatever runs on agents is in one table; networks with DHCP had one of their own. */
export const agentAssignments: Migration = {
  async up(db) {
    await db.schema
      .createTable('agent_assignments')
      .addColumn('kind', 'text', (c) => c.notNull())
      .addColumn('object_id', 'text', (c) => c.notNull())
      .addColumn('agent_id', 'text', (c) => c.notNull())
      .addColumn('assignment_index', 'integer', (c) => c.notNull())
      // The object first: whether anybody has a network is asked without naming a kind.
      .addPrimaryKeyConstraint('agent_assignments_pk', ['object_id', 'kind', 'agent_id'])
      // Two controllers that choose at the same time cannot both fill the same place.
      .addUniqueConstraint('agent_assignments_index', ['object_id', 'kind', 'assignment_index'])
      .modifyEnd(clustered(db))
      .execute()
    await index(db, 'agent_assignments', ['agent_id', 'kind'])
    await sql`insert into agent_assignments (kind, object_id, agent_id, assignment_index)
      select 'dhcp-network', network_id, agent_id, binding_index from network_dhcp_agents`.execute(db)
    await db.schema.dropTable('network_dhcp_agents').execute()
  },
}

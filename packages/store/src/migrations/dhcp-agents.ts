import type { Migration } from 'kysely'
import { clustered, index } from './table-parts.ts'

/** Which DHCP agents serve which networks. */
export const dhcpAgents: Migration = {
  async up(db) {
    await db.schema
      .createTable('network_dhcp_agents')
      .addColumn('network_id', 'text', (c) => c.notNull())
      .addColumn('agent_id', 'text', (c) => c.notNull())
      .addColumn('binding_index', 'integer', (c) => c.notNull())
      .addPrimaryKeyConstraint('network_dhcp_agents_pk', ['network_id', 'agent_id'])
      // Two controllers that choose at the same time cannot both fill the same place.
      .addUniqueConstraint('network_dhcp_agents_index', ['network_id', 'binding_index'])
      .modifyEnd(clustered(db))
      .execute()
    await index(db, 'network_dhcp_agents', ['agent_id'])
    await index(db, 'ports', ['network_id', 'device_owner'])
  },
}

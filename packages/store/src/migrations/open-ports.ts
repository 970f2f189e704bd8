import { sql, type Migration } from 'kysely'

/** Ports whose addresses are not known and fixed, found without looking at the others of their network. */
export const openPorts: Migration = {
  async up(db) {
    await sql`create index ports_open on ports (network_id) where
      (allowed_address_pairs <> '[]' or device_owner in ('network:router_interface_distributed', 'network:ha_router_replicated_interface')
      or (port_security_enabled = 0 and substr(device_owner, 1, 8) <> 'network:'))`.execute(db)
  },
}

import { sql } from 'kysely'
import type { Db } from '../store/tables.ts'

interface SharedObject {
  readonly id: string
}
interface Found {
  readonly project_id: string
}

/** Projects whose ports are in a group, or whose rules name it: they need that it stays shared with them. */
export async function projectsUsingGroup({ id }: SharedObject, db: Db): Promise<readonly string[]> {
  const { rows } = await sql<Found>`select distinct ports.project_id from ports
    join port_security_groups on port_security_groups.port_id = ports.id where port_security_groups.security_group_id = ${id}
    union select project_id from security_group_rules where remote_group_id = ${id}`.execute(db)
  return rows.map(({ project_id }) => project_id)
}

/** Projects whose rules name an address group. */
export async function projectsUsingAddressGroup({ id }: SharedObject, db: Db): Promise<readonly string[]> {
  const { rows } = await sql<Found>`select distinct project_id from security_group_rules
    where remote_address_group_id = ${id}`.execute(db)
  return rows.map(({ project_id }) => project_id)
}

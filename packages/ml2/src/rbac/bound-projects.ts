import type { SharedType } from '@netloom/core'
import type { Schema } from '@netloom/core/store'
import { sql, type Kysely, type RawBuilder } from 'kysely'

/**
 * Projects that use an object. Ports of a network's own services (`network:…`) do not count, whoever owns them, and its owner
 * needs no entry for it. Of all else the owner's use counts like any other's, as in Neutron: what serves objects of the owner
 * and was shared with everybody stays so while it does.
 */
export async function boundProjects(
  db: Kysely<Schema>,
  type: SharedType,
  { id, projectId }: { readonly id: string; readonly projectId: string },
): Promise<readonly string[]> {
  const users = USERS[type]?.(id)
  if (users === undefined) return []
  const { rows } = await sql<{
    readonly project_id: string
  }>`select distinct project_id from (${users}) as users`.execute(db)
  const projects = rows.map(({ project_id }) => project_id)
  return type === 'network' ? projects.filter((one) => one !== projectId) : projects
}

/** Of the engine's own types: services say it of theirs. */
const USERS: Readonly<Partial<Record<SharedType, (id: string) => RawBuilder<unknown>>>> = {
  network: (id) => sql`select project_id from ports where network_id = ${id} and device_owner not like 'network:%'
    union all select project_id from subnets where network_id = ${id}`,
  subnetpool: (id) => sql`select project_id from subnets where subnetpool_id = ${id}`,
  address_scope: (id) => sql`select project_id from subnetpools where address_scope_id = ${id}`,
  qos_policy: (id) => sql`select project_id from ports where qos_policy_id = ${id}
    union all select project_id from networks where qos_policy_id = ${id}`,
}

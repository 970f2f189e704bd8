import { randomUUID } from 'node:crypto'
import { sql, type Kysely } from 'kysely'

interface SharedNetwork {
  readonly id: string
  readonly project_id: string
  readonly shared: number
  readonly router_external: number
}

/** Networks of the first schema that are shared or external become so by entries for every project. */
export async function shareByEntries(db: Kysely<unknown>): Promise<void> {
  const { rows } = await sql<SharedNetwork>`select id, project_id, shared, router_external from networks
    where shared = 1 or router_external = 1`.execute(db)
  for (const { id, project_id, shared, router_external } of rows) {
    if (shared === 1) await add(db, project_id, id, 'access_as_shared')
    if (router_external === 1) await add(db, project_id, id, 'access_as_external')
  }
}

async function add(db: Kysely<unknown>, projectId: string, networkId: string, action: string): Promise<void> {
  await sql`insert into rbac_policies (id, project_id, object_type, object_id, action, target_project)
    values (${randomUUID()}, ${projectId}, 'network', ${networkId}, ${action}, '*')`.execute(db)
}

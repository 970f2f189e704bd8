import { sql } from 'kysely'
import { chunks } from '@netloom/core/kit'
import { type Db, tablesIn } from '../store/tables.ts'

export interface PortGroup {
  readonly portId: string
  readonly groupId: string
  readonly stateful: boolean
}

interface Row {
  readonly port_id: string
  readonly id: string
  readonly stateful: number
}

/** Which ports are in which groups, by the groups' ids: one statement for many ports. */
export async function groupsOfPorts(
  db: Db,
  portIds: readonly string[],
): Promise<ReadonlyMap<string, readonly PortGroup[]>> {
  const found = new Map<string, PortGroup[]>()
  for (const piece of chunks(portIds)) {
    // As text: three times for each port that is bound, and putting a statement together costs more than running it.
    const { rows } = await sql<Row>`select port_security_groups.port_id, security_groups.id, security_groups.stateful
      from port_security_groups join security_groups on security_groups.id = port_security_groups.security_group_id
      where port_security_groups.port_id in (${sql.join(piece)}) order by security_groups.id`.execute(db)
    for (const { port_id: portId, id, stateful } of rows) {
      const groups = found.get(portId) ?? []
      groups.push({ portId, groupId: id, stateful: stateful === 1 })
      found.set(portId, groups)
    }
  }
  return found
}

export async function insertPortGroups(
  db: Db,
  pairs: readonly { readonly portId: string; readonly groupId: string }[],
): Promise<void> {
  const rows = pairs.map(({ portId, groupId }) => ({ port_id: portId, security_group_id: groupId }))
  for (const piece of chunks(rows)) await tablesIn(db).insertInto('port_security_groups').values(piece).execute()
}

export async function deletePortGroups(db: Db, portId: string, groupIds?: readonly string[]): Promise<void> {
  await tablesIn(db)
    .deleteFrom('port_security_groups')
    .where('port_id', '=', portId)
    .$if(groupIds !== undefined, (query) => query.where('security_group_id', 'in', groupIds ?? []))
    .execute()
}

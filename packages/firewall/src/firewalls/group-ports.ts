import { PortNotFoundError, type RequestContext } from '@netloom/core'
import { chunks, isOwn } from '@netloom/core/kit'
import { isRouterInterface } from '../enforcement/router-ports.ts'
import { groupErrors } from '../errors/group-errors.ts'
import { type Db, tablesIn } from '../store/tables.ts'

/**
 * Ports of routers, of the group's own project. Ports of guests have security groups.
 * @throws {PortNotFoundError} FirewallGroupPortInvalidProject, FirewallGroupPortNotSupported, FirewallGroupPortInvalid
 */
export async function requireGroupPorts(
  db: Db,
  context: RequestContext,
  projectId: string,
  portIds: readonly string[],
): Promise<void> {
  const rows = new Map<string, { readonly project_id: string; readonly device_owner: string }>()
  for (const piece of chunks(portIds)) {
    const found = await tablesIn(db, 2)
      .selectFrom('ports')
      .select(['id', 'project_id', 'device_owner'])
      .where('id', 'in', piece)
      .execute()
    for (const row of found) rows.set(row.id, row)
  }
  for (const id of portIds) {
    const row = rows.get(id)
    if (row === undefined || !isOwn(context, { projectId: row.project_id })) throw new PortNotFoundError(id)
    if (row.project_id !== projectId) throw groupErrors.portOfAnotherProject(id, row.project_id)
    if (row.device_owner.startsWith('compute:')) throw groupErrors.portNotSupported(id)
    if (!isRouterInterface({ deviceOwner: row.device_owner })) throw groupErrors.portInvalid(id)
  }
}

import type { RequestContext, ServiceEnvironment } from '@netloom/core'
import { SecurityGroupNotFoundError } from '../errors/group-errors.ts'
import type { SecurityGroup } from '../model/security-group.ts'
import type { Db } from '../store/tables.ts'
import { loadGroups } from '../rows/group-rows.ts'

export const SHARED_TYPE = 'security_group'

/** Without its rules. @throws {SecurityGroupNotFoundError} also for one that the caller may not see */
export async function visibleGroup(
  { sharing }: Pick<ServiceEnvironment, 'sharing'>,
  db: Db,
  context: RequestContext,
  id: string,
): Promise<SecurityGroup> {
  const [group] = await loadGroups(db, [id])
  if (group === undefined || !(await sharing.isVisible(db, context, SHARED_TYPE, group))) {
    throw new SecurityGroupNotFoundError(id)
  }
  return group
}

import { chunks } from '@netloom/core/kit'
import type { ConntrackHelper } from '../model/conntrack-helper.ts'
import { type ConntrackHelperRow, type Db, tablesIn } from '../store/tables.ts'

export const conntrackHelperRow = ({ routerId, revisionNumber, ...rest }: ConntrackHelper): ConntrackHelperRow => ({
  ...rest,
  router_id: routerId,
  revision_number: revisionNumber,
})

export const conntrackHelperOf = ({ router_id, revision_number, ...rest }: ConntrackHelperRow): ConntrackHelper => ({
  ...rest,
  routerId: router_id,
  revisionNumber: revision_number,
})

/** By id. */
export async function helpersOf(db: Db, routerIds: readonly string[]): Promise<readonly ConntrackHelper[]> {
  const found: ConntrackHelper[] = []
  for (const piece of chunks(routerIds)) {
    const rows = await tablesIn(db)
      .selectFrom('conntrack_helpers')
      .selectAll()
      .where('router_id', 'in', piece)
      .orderBy('id')
      .execute()
    found.push(...rows.map(conntrackHelperOf))
  }
  return found
}

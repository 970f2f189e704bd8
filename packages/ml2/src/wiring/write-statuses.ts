import type { Transaction } from '@netloom/core/store'
import type { PortChange } from '../port-state/port-changes.ts'
import { groupBy } from '../rows/group-by.ts'

/** One statement per status. */
export async function writeStatuses({ db }: Transaction, changes: readonly PortChange[], now: string): Promise<void> {
  for (const [status, group] of groupBy(changes, ({ after }) => after.status)) {
    await db
      .updateTable('ports')
      .set(({ eb }) => ({ status, revision_number: eb('revision_number', '+', 1), updated_at: now }))
      .where(
        'id',
        'in',
        group.map(({ after }) => after.id),
      )
      .execute()
  }
}

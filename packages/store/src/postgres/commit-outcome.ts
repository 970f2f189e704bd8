import type { CommitReceipt } from '../commit/commit-receipt.ts'
import { pauseBefore } from '../commit/pause.ts'
import { isLost } from './lost-connection.ts'
import type { CommitMark } from './commit-mark.ts'
import type { PostgresConnection } from './postgres-connection.ts'
import { LOCK_TIMEOUT } from './postgres-problem.ts'

export type CommitOutcome = CommitReceipt | 'aborted' | 'unknown'

/**
 * What became of a commit whose answer got lost: whether its mark is there. Asked with the writer lock, which the lost session
 * keeps until it has ended one way or the other. 'unknown' = the server could not be asked in time.
 */
export async function outcomeOfCommit(
  mark: CommitMark,
  connect: () => Promise<PostgresConnection>,
  until: number,
): Promise<CommitOutcome> {
  for (let attempt = 1; ; attempt += 1) {
    try {
      return (await mark.receipt(await connect())) ?? 'aborted'
    } catch (error) {
      const passes = isLost(error) || (error as { code?: unknown }).code === LOCK_TIMEOUT
      if (!passes || performance.now() > until) return 'unknown'
    }
    await pauseBefore(attempt)
  }
}

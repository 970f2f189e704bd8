import { pauseBefore } from '../pause.ts'
import { isLost } from './lost-connection.ts'
import type { PostgresConnection } from './postgres-connection.ts'

export type CommitOutcome = 'committed' | 'aborted' | 'unknown'

/** A server that was promoted in place of another one counts on from another timeline. */
const TIMELINE = 'substr(pg_walfile_name(pg_current_wal_lsn()), 1, 8)'

export async function timelineOf(connection: PostgresConnection): Promise<string> {
  const answer = await connection.ask(`select ${TIMELINE} as timeline`, [])
  return (answer.rows[0] as { timeline: string }).timeline
}

/**
 * What became of a commit whose answer got lost. The server remembers the fate of its transactions; another server, promoted
 * meanwhile, does not know that of this one.
 */
export async function outcomeOfCommit(
  xid: string,
  timeline: string,
  connect: () => Promise<PostgresConnection>,
  until: number,
): Promise<CommitOutcome> {
  for (let attempt = 1; ; attempt += 1) {
    try {
      const connection = await connect()
      if ((await timelineOf(connection)) !== timeline) return 'unknown'
      const answer = await connection.ask('select pg_xact_status($1::xid8) as status', [xid])
      const { status } = answer.rows[0] as { status: CommitOutcome | 'in progress' | null }
      // In progress: the old session has not noticed yet that its client is gone.
      if (status !== 'in progress') return status ?? 'unknown'
    } catch (error) {
      if (!isLost(error)) return 'unknown'
    }
    if (performance.now() > until) return 'unknown'
    await pauseBefore(attempt)
  }
}

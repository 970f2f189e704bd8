import { CommitReceipt } from '../commit/commit-receipt.ts'
import { asError, type Job } from '../commit/job.ts'
import type { GroupEnd, JobGroup, Member } from '../commit/job-group.ts'
import type { SqliteConnection } from './sqlite-connection.ts'
import { SqliteTransaction } from './sqlite-transaction.ts'

/**
 * Several jobs in one SQLite transaction, so that they share one write to disk. The first one needs no savepoint: when it
 * fails, everything is rolled back and nothing of others is lost. Nobody is told anything before the commit.
 */
export class GroupCommit implements JobGroup {
  readonly members: Member[] = []
  /** Changes logged by the members. */
  logged = 0

  constructor(private readonly connection: SqliteConnection) {}

  /** @throws when another process holds the file */
  begin(): void {
    this.sql('begin immediate')
  }

  /** False = SQLite rolled everything back, or the only member failed. */
  async add(job: Job): Promise<boolean> {
    const first = this.members.length === 0
    const tx = new SqliteTransaction(this.connection)
    let saved = false
    try {
      if (!first) this.sql('savepoint job')
      saved = !first
      const value = await job.run(tx)
      const logged = await tx.flush()
      if (!first) this.sql('release job')
      this.logged += logged
      this.members.push({ job, value })
      return true
    } catch (error) {
      this.members.push({ job, error: asError(error) })
      return saved && this.undoLast()
    } finally {
      tx.end()
    }
  }

  commit(): GroupEnd {
    try {
      const receipt = CommitReceipt.ofStatement(() => {
        this.sql('commit')
      })
      return { kind: 'committed', receipt }
    } catch (error) {
      return this.abort(error)
    }
  }

  /** It could not begin. */
  refuse(first: Job, error: unknown): GroupEnd {
    if (this.members.length === 0) this.members.push({ job: first, error: asError(error) })
    return this.abort(error)
  }

  /** Ends it without writing anything; SQLite may have done so by itself. */
  abort(reason: unknown): GroupEnd {
    try {
      if (this.connection.database.inTransaction) this.sql('rollback')
    } catch (error) {
      return { kind: 'aborted', error: new AggregateError([reason, error], 'neither committed nor rolled back') }
    }
    return { kind: 'aborted', error: asError(reason) }
  }

  private undoLast(): boolean {
    if (!this.connection.database.inTransaction) return false
    try {
      this.sql('rollback to job')
      this.sql('release job')
      return true
    } catch {
      // Then the whole group is rolled back, and its jobs run one by one.
      return false
    }
  }

  private sql(text: string): void {
    this.connection.statement(text).run()
  }
}

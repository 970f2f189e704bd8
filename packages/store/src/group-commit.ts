import { failure, type Job, type Outcome } from './job.ts'
import type { SqliteConnection } from './sqlite-connection.ts'
import { SqliteTransaction } from './sqlite-transaction.ts'

interface Member {
  readonly job: Job
  readonly outcome: Outcome
}

/**
 * Several jobs in one SQLite transaction, so that they share one write to disk. The first one needs no savepoint: when it
 * fails, everything is rolled back and nothing of others is lost. Nobody is told anything before the commit.
 */
export class GroupCommit {
  readonly members: Member[] = []
  /** Nothing of it was written. */
  failed = false
  /** Changes logged by the members. */
  logged = 0

  constructor(private readonly connection: SqliteConnection) {}

  /** @throws when another process holds the file */
  begin(): void {
    this.sql('begin immediate')
  }

  /** Runs one more job. False = the group is over: SQLite rolled everything back, or the only member failed. */
  async add(job: Job): Promise<boolean> {
    const first = this.members.length === 0
    if (!first) this.sql('savepoint job')
    const tx = new SqliteTransaction(this.connection)
    try {
      const value = await job.run(tx)
      this.logged += await tx.flush()
      if (!first) this.sql('release job')
      this.members.push({ job, outcome: { ok: true, value } })
      return true
    } catch (error) {
      this.members.push({ job, outcome: failure(error) })
      this.failed = first || !this.undoLast()
      return !this.failed
    } finally {
      tx.end()
    }
  }

  /** @throws what the engine says; nothing was written then. */
  commit(): void {
    this.sql('commit')
  }

  /** The whole group failed: at the start (with no member yet) or at the commit. */
  fail(first: Job, error: unknown): void {
    this.failed = true
    this.members[0] = { job: first, outcome: failure(error) }
  }

  /** Ends what is still open; nothing to do after a commit, or when SQLite rolled back by itself. */
  rollback(): void {
    if (this.connection.database.inTransaction) this.sql('rollback')
  }

  private undoLast(): boolean {
    if (!this.connection.database.inTransaction) return false
    this.sql('rollback to job')
    this.sql('release job')
    return true
  }

  private sql(text: string): void {
    this.connection.statement(text).run()
  }
}

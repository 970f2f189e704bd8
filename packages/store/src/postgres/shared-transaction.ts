import { StoreUnavailableError } from '@netloom/core'
import { CommitReceipt } from '../commit/commit-receipt.ts'
import { asError, type Job } from '../commit/job.ts'
import type { GroupEnd, JobGroup, Member } from '../commit/job-group.ts'
import type { CommitMark } from './commit-mark.ts'
import { LostConnectionError } from './lost-connection.ts'
import type { PostgresConnection } from './postgres-connection.ts'
import { LogHead } from './postgres-publication.ts'
import { PostgresTransaction } from './postgres-transaction.ts'
import { WRITER_LOCK } from './writer-lock.ts'

// Read committed is enough: nobody else writes.
const BEGIN = `begin isolation level read committed read write; select pg_advisory_xact_lock(${WRITER_LOCK})`

/**
 * Several jobs in one transaction, so that they share the lock and the write to disk. The first one needs no savepoint: when
 * it fails, everything is rolled back and nothing of others is lost. Nobody is told anything before the commit. Statements
 * without an answer of interest are sent and not waited for; what they failed with shows at the commit.
 */
export class SharedTransaction implements JobGroup {
  readonly members: Member[] = []
  /** Changes logged by the members. */
  logged = 0
  readonly head: LogHead
  /** The first error of a statement that nobody waits for. */
  private broken: Error | undefined

  constructor(private readonly connection: PostgresConnection) {
    this.head = new LogHead(connection)
    this.send(BEGIN)
  }

  /** False = the connection is lost, a statement failed that nobody waited for, or the only member failed. */
  async add(job: Job): Promise<boolean> {
    const first = this.members.length === 0
    // A name of its own: what is undone is this job and nothing before it, even when an earlier one turns out to have failed.
    const savepoint = `job_${String(this.members.length)}`
    if (!first) this.send(`savepoint ${savepoint}`)
    const tx = new PostgresTransaction(this.connection)
    const position = this.head.position
    try {
      const value = await job.run(tx)
      const logged = await tx.flush(this.head, (text, parameters) => {
        this.send(text, parameters)
      })
      this.logged += logged
      if (!first) this.send(`release ${savepoint}`)
      this.members.push({ job, value })
    } catch (error) {
      this.members.push({ job, error: asError(this.reason(error)) })
      if (first || !this.connection.usable) return false
      this.head.position = position
      this.send(`rollback to ${savepoint}; release ${savepoint}`)
    } finally {
      tx.end()
    }
    return this.broken === undefined
  }

  /** @throws {LostConnectionError} when the connection got lost before the server's answer: who wants to know has to ask. */
  async commit(mark: CommitMark): Promise<GroupEnd> {
    this.send(...mark.next())
    const receipt = await this.committed()
    if (receipt !== undefined) return { kind: 'committed', receipt }
    // Sent before, answered before.
    return this.abort(this.broken ?? new StoreUnavailableError('the transaction was rolled back by the engine'))
  }

  /** Ends it without writing anything. */
  async abort(reason: Error = this.broken ?? new LostConnectionError()): Promise<GroupEnd> {
    if (this.connection.usable) {
      await this.connection.ask('rollback').catch(() => {
        this.connection.close()
      })
    }
    return { kind: 'aborted', error: reason }
  }

  private async committed(): Promise<CommitReceipt | undefined> {
    try {
      return CommitReceipt.ofCommand(await this.connection.ask('commit'))
    } catch (error) {
      if (error instanceof LostConnectionError) throw error
      // A deferred constraint, for instance: an error in answer to `commit` has rolled back.
      this.broken ??= asError(error)
      return undefined
    }
  }

  private send(text: string, parameters?: readonly unknown[]): void {
    this.connection.ask(text, parameters).catch((error: unknown) => {
      this.broken ??= asError(error)
    })
  }

  /** Why a job really failed: not the refusal of its statement, but what made the transaction unusable before. */
  private reason(error: unknown): unknown {
    if (this.broken !== undefined) return this.broken
    if (!this.connection.usable && !(error instanceof LostConnectionError))
      return new LostConnectionError({ cause: error })
    return error
  }
}

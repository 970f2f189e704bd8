import { StoreUnavailableError } from '@netloom/core'
import { asError, failure, type Job, type Outcome } from '../job.ts'
import type { CommitMark } from './commit-mark.ts'
import { LostConnectionError } from './lost-connection.ts'
import type { PostgresConnection } from './postgres-connection.ts'
import { LogHead } from './postgres-publication.ts'
import { PostgresTransaction } from './postgres-transaction.ts'
import { WRITER_LOCK } from './writer-lock.ts'

interface Member {
  readonly job: Job
  readonly outcome: Outcome
}

// Read committed is enough: nobody else writes.
const BEGIN = `begin isolation level read committed read write; select pg_advisory_xact_lock(${WRITER_LOCK})`

/**
 * Several jobs in one transaction, so that they share the lock and the write to disk. The first one needs no savepoint: when
 * it fails, everything is rolled back and nothing of others is lost. Nobody is told anything before the commit. Statements
 * without an answer of interest are sent and not waited for; what they failed with shows at the commit.
 */
export class SharedTransaction {
  readonly members: Member[] = []
  /** Nothing of it was written. */
  failed = false
  /** Changes logged by the members. */
  logged = 0
  readonly head: LogHead
  /** The first error of a statement that nobody waits for. */
  private broken: Error | undefined

  constructor(private readonly connection: PostgresConnection) {
    this.head = new LogHead(connection)
    this.send(BEGIN)
  }

  /** Runs one more job. False = the group is over: the connection is lost, or the only member failed. */
  async add(job: Job): Promise<boolean> {
    const first = this.members.length === 0
    if (!first) this.send('savepoint job')
    const tx = new PostgresTransaction(this.connection)
    const position = this.head.position
    try {
      const value = await job.run(tx)
      const logged = await tx.flush(this.head, (text, parameters) => {
        this.send(text, parameters)
      })
      this.logged += logged
      if (!first) this.send('release job')
      this.members.push({ job, outcome: { ok: true, value } })
      return this.broken === undefined
    } catch (error) {
      this.members.push({ job, outcome: failure(this.reason(error)) })
      if (first || !this.connection.usable) return false
      this.head.position = position
      this.send('rollback to job; release job')
      return true
    } finally {
      tx.end()
    }
  }

  /** @throws what the engine says; nothing was written then, unless the connection got lost while it committed. */
  async commit(mark: CommitMark): Promise<void> {
    this.send(...mark.next())
    const { command } = await this.connection.ask('commit')
    // Sent before, answered before.
    if (this.broken !== undefined) throw this.broken
    if (command !== 'COMMIT') throw new StoreUnavailableError('the transaction was rolled back by the engine')
  }

  /** Ends it without writing anything. */
  async rollback(): Promise<void> {
    this.failed = true
    if (!this.connection.usable) return
    await this.connection.ask('rollback').catch(() => {
      this.connection.close()
    })
  }

  /** The whole group failed at the commit. */
  fail(error: unknown): void {
    this.failed = true
    const [first] = this.members
    if (first !== undefined) this.members[0] = { job: first.job, outcome: failure(error) }
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

import { StoreUnavailableError } from '@netloom/core'
import { failure, type Job } from '../job.ts'
import { JobQueue } from '../job-queue.ts'
import type { CommitMark } from './commit-mark.ts'
import { outcomeOfCommit, type CommitOutcome } from './commit-outcome.ts'
import { LostConnectionError } from './lost-connection.ts'
import type { PostgresSettings } from './postgres-options.ts'
import { LOCK_TIMEOUT, postgresProblem, storeError, type ConstraintColumns } from './postgres-problem.ts'
import { SharedTransaction } from './shared-transaction.ts'
import type { Writer } from './writer.ts'

/** Milliseconds after which a group is committed, for others that wait for the lock or for their answer. */
const LONGEST_RUN = 20

/** Calls `committed` with the log's head when changes were logged. */
export interface QueueEvents {
  constraints(): ConstraintColumns
  committed(head: number): void
}

/** The transactions of this controller. */
export class PostgresQueue extends JobQueue {
  constructor(
    private readonly writer: Writer,
    private readonly mark: CommitMark,
    private readonly settings: PostgresSettings,
    private readonly events: QueueEvents,
  ) {
    super({ groupCommit: settings.groupCommit, longestRun: LONGEST_RUN })
  }

  protected async runGroup(first: Job): Promise<void> {
    let group: SharedTransaction
    try {
      group = new SharedTransaction(await this.writer.connection())
    } catch (error) {
      await this.unreachable(first, error)
      return
    }
    if (await this.fill(group, first)) await this.commit(group)
    else await group.rollback()
    await this.finish(group, () => {
      const { position } = group.head
      if (group.logged > 0 && position !== undefined) this.events.committed(position)
    })
  }

  private async commit(group: SharedTransaction): Promise<void> {
    try {
      await group.commit(this.mark)
    } catch (error) {
      const outcome = error instanceof LostConnectionError ? await this.outcome() : 'aborted'
      if (outcome === 'aborted') group.fail(error)
      if (outcome === 'unknown') this.doubtful(group, error)
    }
    if (group.failed) await group.rollback()
  }

  private outcome(): Promise<CommitOutcome> {
    const until = performance.now() + this.settings.patience
    return outcomeOfCommit(this.mark, () => this.writer.connection(), until)
  }

  /** Neither written for certain nor certainly not: everybody is told just that, and nobody's work runs twice. */
  private doubtful(group: SharedTransaction, cause: unknown): void {
    const reason = 'the connection was lost during the commit; whether it was written is not known'
    for (const { job } of group.members.splice(0)) {
      job.settle({ ok: false, error: new StoreUnavailableError(reason, { cause }) })
    }
  }

  /** No server: those who have waited long enough learn it at once, the others wait on. */
  private async unreachable(first: Job, error: unknown): Promise<void> {
    const outcome = failure(error)
    const waited = this.waiting.filter((job) => !this.hasPatience(job))
    for (const job of waited) {
      this.waiting.splice(this.waiting.indexOf(job), 1)
      await this.conclude(job, outcome)
    }
    await this.conclude(first, outcome)
  }

  protected mayPass(job: Job, error: Error): boolean {
    if (error instanceof LostConnectionError || (error as { code?: unknown }).code === LOCK_TIMEOUT) {
      return this.hasPatience(job)
    }
    const conflict = postgresProblem(error, this.events.constraints())?.kind === 'conflict'
    return conflict && job.conflicts < this.settings.maxRetries
  }

  protected told(error: Error): Error {
    return storeError(error, this.events.constraints())
  }

  private hasPatience(job: Job): boolean {
    return performance.now() - job.since < this.settings.patience
  }
}

import { StoreUnavailableError } from '@netloom/core'
import { asError, type Job } from '../commit/job.ts'
import type { GroupEnd } from '../commit/job-group.ts'
import { JobQueue } from '../commit/job-queue.ts'
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
  /** Changes were logged, or not. */
  doubtful(): void
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
    const end = (await this.fill(group, first)) ? await this.commit(group) : await group.abort()
    const { position } = group.head
    const logged = group.logged > 0 && position !== undefined ? position : undefined
    // In doubt the others shall look: what was written for all that must not wait for the next commit.
    if (end.kind === 'doubtful' && logged !== undefined) this.events.doubtful()
    await this.finish(group, end, () => {
      if (logged !== undefined) this.events.committed(logged)
    })
  }

  private async commit(group: SharedTransaction): Promise<GroupEnd> {
    try {
      return await group.commit(this.mark)
    } catch (error) {
      const outcome = await this.outcome()
      if (outcome === 'aborted') return group.abort(asError(error))
      if (outcome !== 'unknown') return { kind: 'committed', receipt: outcome }
      const reason = 'the connection was lost during the commit; whether it was written is not known'
      return { kind: 'doubtful', error: new StoreUnavailableError(reason, { cause: error }) }
    }
  }

  private outcome(): Promise<CommitOutcome> {
    const until = performance.now() + this.settings.patience
    return outcomeOfCommit(this.mark, () => this.writer.connection(), until)
  }

  /** No server: those who have waited long enough learn it at once, the others wait on. */
  private async unreachable(first: Job, error: unknown): Promise<void> {
    const reason = asError(error)
    const waited = this.waiting.filter((job) => !this.hasPatience(job))
    for (const job of waited) {
      this.waiting.splice(this.waiting.indexOf(job), 1)
      await this.failed(job, reason)
    }
    await this.failed(first, reason)
  }

  protected mayPass(job: Job, error: Error): boolean {
    if (error instanceof LostConnectionError || (error as { code?: unknown }).code === LOCK_TIMEOUT) {
      return this.hasPatience(job)
    }
    const conflict = postgresProblem(error, this.events.constraints())?.kind === 'conflict'
    return conflict && job.conflicts < this.settings.maxRetries
  }

  protected toCallerError(error: Error): Error {
    return storeError(error, this.events.constraints())
  }

  private hasPatience(job: Job): boolean {
    return performance.now() - job.since < this.settings.patience
  }
}

import { StoreUnavailableError, type Transaction } from '@netloom/core'
import { failure, insideTransaction, Job, type Outcome } from '../job.ts'
import { pauseBefore } from '../pause.ts'
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

/** One write transaction of this controller at a time; those that wait share a commit. See docs/design/store.md. */
export class PostgresQueue {
  private readonly waiting: Job[] = []
  private running: Promise<void> | undefined
  private closed = false

  constructor(
    private readonly writer: Writer,
    private readonly mark: CommitMark,
    private readonly settings: PostgresSettings,
    private readonly events: QueueEvents,
  ) {}

  add<T>(work: (tx: Transaction) => Promise<T>): Promise<T> {
    if (insideTransaction()) {
      return Promise.reject(new Error('transaction() was called inside a transaction; pass the tx on instead.'))
    }
    if (this.closed) return Promise.reject(new StoreUnavailableError('it is closed'))
    return new Promise<T>((resolve, reject) => {
      const done = (outcome: Outcome): void => {
        if (outcome.ok) resolve(outcome.value as T)
        else reject(outcome.error)
      }
      this.waiting.push(new Job(work, done))
      this.running ??= this.drain()
    })
  }

  /** Lets what was asked for finish, refuses what comes later. */
  async close(): Promise<void> {
    this.closed = true
    await this.running
  }

  private async drain(): Promise<void> {
    for (let job = this.waiting.shift(); job !== undefined; job = this.waiting.shift()) await this.runGroup(job)
    this.running = undefined
  }

  private async runGroup(first: Job): Promise<void> {
    let group: SharedTransaction
    try {
      group = new SharedTransaction(await this.writer.connection())
    } catch (error) {
      await this.unreachable(first, error)
      return
    }
    if (await this.fill(group, first)) await this.commit(group)
    else await group.rollback()
    if (group.members.length > 1 && group.failed) this.separate(group)
    else await this.report(group)
  }

  private async fill(group: SharedTransaction, first: Job): Promise<boolean> {
    const started = performance.now()
    for (let job: Job | undefined = first; job !== undefined; job = this.company(group, first, started)) {
      if (!(await group.add(job))) return false
    }
    return true
  }

  /** The next job that may join, if any. */
  private company(group: SharedTransaction, first: Job, started: number): Job | undefined {
    if (first.alone || this.waiting[0]?.alone !== false) return undefined
    if (group.members.length >= this.settings.groupCommit || performance.now() - started > LONGEST_RUN) return undefined
    return this.waiting.shift()
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

  private async report(group: SharedTransaction): Promise<void> {
    if (group.logged > 0 && !group.failed && group.head.position !== undefined)
      this.events.committed(group.head.position)
    // Not awaited where there is nothing to wait for: the next group shall not start in between.
    for (const { job, outcome } of group.members) {
      const later = this.conclude(job, outcome)
      if (later !== undefined) await later
    }
  }

  /** Nothing of the group was written: everybody once more, one by one, before the others. */
  private separate(group: SharedTransaction): void {
    const jobs = group.members.map(({ job }) => job)
    for (const job of jobs) job.alone = true
    this.waiting.unshift(...jobs)
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

  /** Tells the caller, or tries again. */
  private conclude(job: Job, outcome: Outcome): Promise<void> | undefined {
    if (outcome.ok) {
      job.settle(outcome)
    } else if (this.mayPass(job, outcome.error)) {
      return this.again(job)
    } else {
      job.settle({ ok: false, error: storeError(outcome.error, this.events.constraints()) })
    }
    return undefined
  }

  private mayPass(job: Job, error: Error): boolean {
    if (error instanceof LostConnectionError || (error as { code?: unknown }).code === LOCK_TIMEOUT) {
      return this.hasPatience(job)
    }
    const conflict = postgresProblem(error, this.events.constraints())?.kind === 'conflict'
    return conflict && job.conflicts < this.settings.maxRetries
  }

  private hasPatience(job: Job): boolean {
    return performance.now() - job.since < this.settings.patience
  }

  private async again(job: Job): Promise<void> {
    job.conflicts += 1
    await pauseBefore(job.conflicts)
    this.waiting.unshift(job)
  }
}

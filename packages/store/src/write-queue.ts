import { setImmediate as nextTurn } from 'node:timers/promises'
import { StoreUnavailableError, type Transaction } from '@netloom/core'
import { GroupCommit } from './group-commit.ts'
import { Job, insideTransaction, type Outcome } from './job.ts'
import { pauseBefore } from './pause.ts'
import type { SqliteConnection } from './sqlite-connection.ts'
import type { SqliteSettings } from './sqlite-options.ts'
import { sqliteProblem, storeError } from './sqlite-problem.ts'

/** Milliseconds of uninterrupted writing after which a group is committed, so that sockets and timers get a turn. */
const LONGEST_RUN = 5

/** One write transaction at a time; those that wait share a commit. See docs/design/store.md. */
export class WriteQueue {
  private readonly waiting: Job[] = []
  private readonly betweenGroups: (() => void)[] = []
  private running: Promise<void> | undefined
  private writing = false
  private closed = false

  constructor(
    private readonly connection: SqliteConnection,
    private readonly settings: SqliteSettings,
    private readonly committed: () => void,
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

  /** Runs `read` when no transaction is open on this connection: at once, or right after the commit. */
  whenIdle<T>(read: () => T): Promise<T> {
    return new Promise((resolve) => {
      const run = (): void => {
        // eslint-disable-next-line @typescript-eslint/require-await -- reads now, and rejects instead of throwing
        const answer = async (): Promise<T> => read()
        resolve(answer())
      }
      if (this.writing) this.betweenGroups.push(run)
      else run()
    })
  }

  /** Lets what was asked for finish, refuses what comes later. */
  async close(): Promise<void> {
    this.closed = true
    await this.running
  }

  private async drain(): Promise<void> {
    do {
      // SQLite answers at once, so whoever came first would commit alone: those whose requests are in the sockets already
      // arrive within this turn and share the commit. And a caller that awaits write after write starves nobody.
      await nextTurn()
      const job = this.waiting.shift()
      if (job !== undefined) await this.runGroup(job)
      for (const read of this.betweenGroups.splice(0)) read()
    } while (this.waiting.length > 0)
    this.running = undefined
  }

  private async runGroup(first: Job): Promise<void> {
    const group = new GroupCommit(this.connection)
    this.writing = true
    try {
      group.begin()
      if (await this.fill(group, first)) group.commit()
    } catch (error) {
      group.fail(first, error)
    } finally {
      group.rollback()
      this.writing = false
    }
    if (group.members.length > 1 && group.failed) this.separate(group)
    else await this.report(group)
  }

  private async fill(group: GroupCommit, first: Job): Promise<boolean> {
    const started = performance.now()
    for (let job: Job | undefined = first; job !== undefined; job = this.company(group, first, started)) {
      if (!(await group.add(job))) return false
    }
    return true
  }

  /** The next job that may join, if any. */
  private company(group: GroupCommit, first: Job, started: number): Job | undefined {
    if (first.alone || this.waiting[0]?.alone !== false) return undefined
    if (group.members.length >= this.settings.groupCommit || performance.now() - started > LONGEST_RUN) return undefined
    return this.waiting.shift()
  }

  private async report(group: GroupCommit): Promise<void> {
    if (group.logged > 0 && !group.failed) this.committed()
    // Not awaited where there is nothing to wait for: the next group shall not start in between.
    for (const { job, outcome } of group.members) {
      const later = this.conclude(job, outcome)
      if (later !== undefined) await later
    }
  }

  /** Nothing of the group was written: everybody once more, one by one, before the others. */
  private separate(group: GroupCommit): void {
    const jobs = group.members.map(({ job }) => job)
    for (const job of jobs) job.alone = true
    this.waiting.unshift(...jobs)
  }

  /** Tells the caller, or tries again after a conflict. */
  private conclude(job: Job, outcome: Outcome): Promise<void> | undefined {
    if (outcome.ok) {
      job.settle(outcome)
    } else if (sqliteProblem(outcome.error)?.kind === 'conflict' && job.conflicts < this.settings.maxRetries) {
      return this.again(job)
    } else {
      job.settle({ ok: false, error: storeError(outcome.error) })
    }
    return undefined
  }

  private async again(job: Job): Promise<void> {
    job.conflicts += 1
    await pauseBefore(job.conflicts)
    this.waiting.unshift(job)
  }
}

import { StoreUnavailableError, type Transaction } from '@netloom/core'
import { insideTransaction, Job, type Outcome } from './job.ts'
import { pauseBefore } from './pause.ts'

/** Several jobs that one engine runs in one transaction. Nobody is told anything before the commit. */
export interface JobGroup {
  /** Those that ran, and what became of them. */
  readonly members: readonly { readonly job: Job; readonly outcome: Outcome }[]
  /** Nothing of it was written. */
  readonly failed: boolean
  /** Runs one more job. False = the group is over. */
  add(job: Job): Promise<boolean>
}

export interface GroupLimits {
  /** Most jobs in a group. */
  readonly groupCommit: number
  /** Milliseconds after which a group takes no more of them. */
  readonly longestRun: number
}

/** One write transaction at a time; those that wait share a commit. Engines say how. See docs/design/store.md. */
export abstract class JobQueue {
  protected readonly waiting: Job[] = []
  private running: Promise<void> | undefined
  private closed = false

  constructor(private readonly limits: GroupLimits) {}

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

  /** Runs a job and those that may join it, commits, and tells them or queues them again. Must not throw. */
  protected abstract runGroup(first: Job): Promise<void>

  /** Whether a job that failed with this shall be run again. */
  protected abstract mayPass(job: Job, error: Error): boolean

  /** What the caller is told of an error for good. */
  protected abstract told(error: Error): Error

  /** Runs the first job and whoever may join it. False = there is nothing to commit. */
  protected async fill(group: JobGroup, first: Job): Promise<boolean> {
    const started = performance.now()
    for (let job: Job | undefined = first; job !== undefined; job = this.company(group, first, started)) {
      if (!(await group.add(job))) return false
    }
    return true
  }

  /** After the commit, or what came instead of it. `committed` is called before anybody is told of something written. */
  protected async finish(group: JobGroup, committed: () => void): Promise<void> {
    if (group.members.length > 1 && group.failed) {
      this.separate(group)
      return
    }
    if (!group.failed) committed()
    // Not awaited where there is nothing to wait for: the next group shall not start in between.
    for (const { job, outcome } of group.members) {
      const later = this.conclude(job, outcome)
      if (later !== undefined) await later
    }
  }

  /** Tells the caller, or tries again. */
  protected conclude(job: Job, outcome: Outcome): Promise<void> | undefined {
    if (outcome.ok) {
      job.settle(outcome)
      return undefined
    }
    if (this.mayPass(job, outcome.error)) return this.again(job)
    job.settle({ ok: false, error: this.told(outcome.error) })
    return undefined
  }

  private async drain(): Promise<void> {
    for (let job = this.waiting.shift(); job !== undefined; job = this.waiting.shift()) await this.runGroup(job)
    this.running = undefined
  }

  /** The next job that may join, if any. */
  private company(group: JobGroup, first: Job, started: number): Job | undefined {
    const { groupCommit, longestRun } = this.limits
    if (first.alone || this.waiting[0]?.alone !== false) return undefined
    if (group.members.length >= groupCommit || performance.now() - started > longestRun) return undefined
    return this.waiting.shift()
  }

  /** Nothing of the group was written: everybody once more, one by one, before the others. */
  private separate(group: JobGroup): void {
    const jobs = group.members.map(({ job }) => job)
    for (const job of jobs) job.alone = true
    this.waiting.unshift(...jobs)
  }

  private async again(job: Job): Promise<void> {
    job.conflicts += 1
    await pauseBefore(job.conflicts)
    this.waiting.unshift(job)
  }
}

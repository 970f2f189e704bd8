import { StoreUnavailableError } from '@netloom/core'
import type { Transaction } from '@netloom/core/store'
import { asError, insideTransaction, Job } from './job.ts'
import type { GroupEnd, JobGroup, Member } from './job-group.ts'
import { pauseBefore } from './pause.ts'

export interface GroupLimits {
  /** Most jobs in a group. */
  readonly groupCommit: number
  /** Milliseconds after which a group takes no more of them. */
  readonly longestRun: number
}

/** One write transaction at a time; those that wait share a commit. Engines say how. See docs/design/store.md. */
export abstract class JobQueue {
  protected readonly waiting: Job[] = []
  /** Those of the group under way. */
  private taken: Job[] = []
  private running: Promise<void> | undefined
  private closed = false

  constructor(private readonly limits: GroupLimits) {}

  add<T>(work: (tx: Transaction) => Promise<T>): Promise<T> {
    if (insideTransaction()) {
      return Promise.reject(new Error('transaction() was called inside a transaction; pass the tx on instead.'))
    }
    if (this.closed) return Promise.reject(new StoreUnavailableError('it is closed'))
    return new Promise<T>((resolve, reject) => {
      this.waiting.push(
        new Job(work, {
          resolve: (value) => {
            resolve(value as T)
          },
          reject,
        }),
      )
      this.running ??= this.drain()
    })
  }

  /** Lets what was asked for finish, refuses what comes later. */
  async close(): Promise<void> {
    this.closed = true
    await this.running
  }

  /** Runs a job and those that may join it, commits, and tells them or queues them again. */
  protected abstract runGroup(first: Job): Promise<void>

  /** Whether a job that failed with this shall be run again. */
  protected abstract mayPass(job: Job, error: Error): boolean

  /** What the caller is told of an error for good. */
  protected abstract toCallerError(error: Error): Error

  /** Runs the first job and whoever may join it. False = there is nothing to commit. */
  protected async fill(group: JobGroup, first: Job): Promise<boolean> {
    const started = performance.now()
    for (let job: Job | undefined = first; job !== undefined; job = this.nextJoinableJob(group, first, started)) {
      if (!(await group.add(job))) return false
    }
    return true
  }

  /** Tells the members how their group ended, or queues them again. `committed` is called before anybody hears of success. */
  protected async finish({ members }: JobGroup, end: GroupEnd, committed: () => void): Promise<void> {
    if (end.kind === 'aborted' && members.length > 1) {
      this.separate(members)
      return
    }
    if (end.kind === 'committed') committed()
    // Not awaited where there is nothing to wait for: the next group shall not start in between.
    for (const member of members) {
      const later = this.settleOrRetry(member, end)
      if (later !== undefined) await later
    }
  }

  /** Tells the caller of a job that failed, or tries again. */
  protected failed(job: Job, error: Error): Promise<void> | undefined {
    if (this.mayPass(job, error)) return this.again(job)
    job.fail(this.toCallerError(error))
    return undefined
  }

  private settleOrRetry(member: Member, end: GroupEnd): Promise<void> | undefined {
    // In doubt nobody's work runs twice.
    if (end.kind === 'doubtful') member.job.fail(end.error)
    else if ('error' in member) return this.failed(member.job, member.error)
    else if (end.kind === 'aborted') return this.failed(member.job, end.error)
    else member.job.succeed(member.value, end.receipt)
    return undefined
  }

  private async drain(): Promise<void> {
    for (let job = this.waiting.shift(); job !== undefined; job = this.waiting.shift()) {
      this.taken = [job]
      try {
        await this.runGroup(job)
      } catch (error) {
        // A fault of ours must not leave anybody waiting for ever. (Who has been told is not told again.)
        const told = this.toCallerError(asError(error))
        for (const member of this.taken) if (!this.waiting.includes(member)) member.fail(told)
      }
    }
    this.running = undefined
  }

  /** The next job that may join, if any. */
  private nextJoinableJob(group: JobGroup, first: Job, started: number): Job | undefined {
    const { groupCommit, longestRun } = this.limits
    if (first.alone || this.waiting[0]?.alone !== false) return undefined
    if (group.members.length >= groupCommit || performance.now() - started > longestRun) return undefined
    const next = this.waiting.shift()
    if (next !== undefined) this.taken.push(next)
    return next
  }

  /** Nothing of the group was written: everybody once more, one by one, before the others. */
  private separate(members: readonly Member[]): void {
    const jobs = members.map(({ job }) => job)
    for (const job of jobs) job.alone = true
    this.waiting.unshift(...jobs)
  }

  private async again(job: Job): Promise<void> {
    job.conflicts += 1
    await pauseBefore(job.conflicts)
    this.waiting.unshift(job)
  }
}

import { setImmediate as nextTurn } from 'node:timers/promises'
import { GroupCommit } from './group-commit.ts'
import type { Job } from '../commit/job.ts'
import type { GroupEnd } from '../commit/job-group.ts'
import { JobQueue } from '../commit/job-queue.ts'
import type { SqliteConnection } from './sqlite-connection.ts'
import type { SqliteSettings } from './sqlite-options.ts'
import { sqliteProblem, storeError } from './sqlite-problem.ts'

/** Milliseconds of uninterrupted writing after which a group is committed, so that sockets and timers get a turn. */
const LONGEST_RUN = 5

/** The transactions of one SQLite file. */
export class WriteQueue extends JobQueue {
  private readonly betweenGroups: (() => void)[] = []
  private writing = false

  constructor(
    private readonly connection: SqliteConnection,
    private readonly settings: SqliteSettings,
    private readonly committed: () => void,
  ) {
    super({ groupCommit: settings.groupCommit, longestRun: LONGEST_RUN })
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

  protected async runGroup(first: Job): Promise<void> {
    // SQLite answers at once, so whoever came first would commit alone: those whose requests are in the sockets already
    // arrive within this turn and share the commit. And a caller that awaits write after write starves nobody.
    await nextTurn()
    const group = new GroupCommit(this.connection)
    const end = await this.run(group, first)
    await this.finish(group, end, () => {
      if (group.logged > 0) this.committed()
    })
    for (const read of this.betweenGroups.splice(0)) read()
  }

  private async run(group: GroupCommit, first: Job): Promise<GroupEnd> {
    this.writing = true
    try {
      group.begin()
      return (await this.fill(group, first)) ? group.commit() : group.abort(new Error('a member failed'))
    } catch (error) {
      return group.refuse(first, error)
    } finally {
      this.writing = false
    }
  }

  protected mayPass(job: Job, error: Error): boolean {
    return sqliteProblem(error)?.kind === 'conflict' && job.conflicts < this.settings.maxRetries
  }

  protected toCallerError(error: Error): Error {
    return storeError(error)
  }
}

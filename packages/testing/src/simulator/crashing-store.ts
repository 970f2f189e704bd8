import type { SchemaHistory, Store, StoreProblem, Transaction } from '@netloom/core/store'
import type { Activity } from './activity.ts'
import { KilledError, type Incarnation } from './process-incarnation.ts'

/** When a controller dies: around its n-th transaction from now, with or without the commit. */
export interface CrashPoint {
  readonly transactions: number
  readonly committed: boolean
}

/** A store as one controller process has it: what the process did not commit before it died is not there afterwards. */
export class CrashingStore implements Store {
  private fuse: { left: number; readonly committed: boolean } | undefined

  constructor(
    private readonly inner: Store,
    private readonly life: Incarnation,
    private readonly activity: Activity,
  ) {}

  get db(): Store['db'] {
    return this.inner.db
  }

  get log(): Store['log'] {
    return this.inner.log
  }

  /** undefined = no longer. */
  crashAt(point: CrashPoint | undefined): void {
    this.fuse = point && { left: point.transactions, committed: point.committed }
  }

  initialize(services?: readonly SchemaHistory[]): Promise<void> {
    return this.inner.initialize(services)
  }

  async transaction<T>(work: (tx: Transaction) => Promise<T>): Promise<T> {
    this.requireLife()
    this.activity.note()
    const value = await this.inner.transaction(async (tx) => {
      const result = await work(tx)
      if (this.burns(false)) this.life.end()
      this.requireLife()
      return result
    })
    this.activity.note()
    if (this.burns(true)) this.life.end()
    this.requireLife()
    return value
  }

  problem(error: unknown): StoreProblem | undefined {
    return this.inner.problem(error)
  }

  /** The file outlives the process. */
  close(): Promise<void> {
    return Promise.resolve()
  }

  private burns(committed: boolean): boolean {
    if (this.fuse?.committed !== committed) return false
    this.fuse.left -= 1
    return this.fuse.left <= 0
  }

  private requireLife(): void {
    if (!this.life.alive) throw new KilledError('the controller is dead')
  }
}

import { type Clock, type Logger, StoreUnavailableError } from '@netloom/core'
import { isStoreUnavailable, type Store, type StoreHealth } from '@netloom/core/store'
import { proveRoom } from './prove-room.ts'

/** Milliseconds between attempts to write while nothing could be written. */
const PROBE = 1_000

/** Knows of trouble from those who met it, says so once, and tries by itself until it is over. */
export class StoreWatch implements StoreHealth {
  #trouble: Error | undefined
  #closed = false
  #cancel: (() => void) | undefined

  constructor(
    private readonly store: Store,
    private readonly clock: Clock,
    private readonly logger: Logger,
  ) {}

  get trouble(): Error | undefined {
    return this.#trouble
  }

  async check(patience: number): Promise<void> {
    if (this.#trouble !== undefined) throw this.#trouble
    try {
      await this.inTime(patience, Promise.all([this.read(), this.store.transaction(() => Promise.resolve())]))
    } catch (error) {
      this.met(error)
      throw error
    }
  }

  /** Somebody could not read or write. Errors that say nothing of the store are no matter of ours. */
  met(error: unknown): void {
    if (this.#closed || this.#trouble !== undefined || !isStoreUnavailable(error)) return
    this.#trouble = error
    this.logger.error({ err: error }, 'the store cannot be written; trying again until it can')
    this.later()
  }

  close(): void {
    this.#closed = true
    this.#cancel?.()
  }

  private later(): void {
    this.#cancel = this.clock.after(PROBE, () => void this.probe())
  }

  private async probe(): Promise<void> {
    try {
      await Promise.all([this.read(), proveRoom(this.store)])
    } catch {
      if (!this.#closed) this.later()
      return
    }
    this.#trouble = undefined
    if (!this.#closed) this.logger.warn({}, 'the store can be written again')
  }

  private read(): Promise<unknown> {
    return this.store.db.selectFrom('store_facts').select('value').limit(1).execute()
  }

  /** A store that does not answer may know better why. */
  private async inTime(patience: number, work: Promise<unknown>): Promise<void> {
    let cancel: (() => void) | undefined
    const late = new Promise<never>((_, reject) => {
      cancel = this.clock.after(patience, () => {
        const problem = this.store.trouble?.message ?? `no answer within ${String(patience)} ms`
        reject(new StoreUnavailableError(problem, { cause: this.store.trouble }))
      })
    })
    try {
      await Promise.race([work, late])
    } finally {
      cancel?.()
      // Who came too late is heard by nobody.
      work.catch(() => undefined)
    }
  }
}

import type { Clock } from '@netloom/core'

/** Milliseconds until what failed (no address left, a store that was busy) is tried again. */
const TRY_AGAIN = 5_000

/** Looks at what is due one at a time, each once however often it became due meanwhile. */
export class DueQueue {
  readonly #clock: Clock
  readonly #look: (id: string) => Promise<void>
  readonly #failed: (id: string, error: unknown) => void
  readonly #due = new Set<string>()
  #work: Promise<void> | undefined
  #timers: (() => void)[] = []
  #closed = false

  /** `failed` hears of each that will be tried again. */
  constructor(clock: Clock, look: (id: string) => Promise<void>, failed: (id: string, error: unknown) => void) {
    this.#clock = clock
    this.#look = look
    this.#failed = failed
  }

  add(id: string): void {
    if (this.#closed) return
    this.#due.add(id)
    this.#work ??= this.#run()
  }

  /** Runs later, unless the queue is closed by then. */
  later(pause: number, run: () => void): void {
    if (this.#closed) return
    const cancel = this.#clock.after(pause, () => {
      this.#timers = this.#timers.filter((one) => one !== cancel)
      if (!this.#closed) run()
    })
    this.#timers.push(cancel)
  }

  async idle(): Promise<void> {
    while (this.#work !== undefined) await this.#work
  }

  /** Resolves when what is being looked at is done. */
  async close(): Promise<void> {
    this.#closed = true
    this.#due.clear()
    for (const cancel of this.#timers) cancel()
    await this.#work
  }

  async #run(): Promise<void> {
    // Whoever made it due has its answer first.
    await Promise.resolve()
    for (const id of this.#due) {
      this.#due.delete(id)
      try {
        await this.#look(id)
      } catch (error) {
        this.#failed(id, error)
        this.later(TRY_AGAIN, () => {
          this.add(id)
        })
      }
    }
    this.#work = undefined
  }
}

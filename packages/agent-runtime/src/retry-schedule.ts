import type { Clock } from '@netloom/core'

const FIRST = 200
export const LONGEST_RETRY = 30_000

interface Failure {
  error: string
  attempts: number
  dueAt: number
}

/** Failed keys, why they failed, and when to try them again: after 0.2 s, doubling up to `longest`. */
export class RetrySchedule {
  private readonly failures = new Map<string, Failure>()
  private cancel: (() => void) | undefined
  private wakeAt = Infinity

  constructor(
    private readonly clock: Clock,
    private readonly due: (keys: readonly string[]) => void,
    private readonly longest: number = LONGEST_RETRY,
  ) {}

  get size(): number {
    return this.failures.size
  }

  failing(): readonly { readonly key: string; readonly error: string }[] {
    return [...this.failures].map(([key, { error }]) => ({ key, error }))
  }

  error(key: string): string | undefined {
    return this.failures.get(key)?.error
  }

  failed(key: string, error: string): void {
    const attempts = (this.failures.get(key)?.attempts ?? 0) + 1
    const dueAt = this.clock.now() + Math.min(this.longest, FIRST * 2 ** (attempts - 1))
    this.failures.set(key, { error, attempts, dueAt })
    this.arm(dueAt)
  }

  /** The key is right now, or nobody wants it any more. */
  succeeded(key: string): void {
    this.failures.delete(key)
  }

  stop(): void {
    this.cancel?.()
    this.failures.clear()
  }

  private arm(dueAt: number): void {
    if (dueAt >= this.wakeAt) return
    this.cancel?.()
    this.wakeAt = dueAt
    this.cancel = this.clock.after(Math.max(0, dueAt - this.clock.now()), () => {
      this.fire()
    })
  }

  private fire(): void {
    this.wakeAt = Infinity
    const now = this.clock.now()
    const ready = [...this.failures].filter(([, failure]) => failure.dueAt <= now)
    // Until the turn has said what became of it, a key waits its next pause.
    for (const [, failure] of ready) failure.dueAt = now + this.longest
    const next = Math.min(...[...this.failures.values()].map(({ dueAt }) => dueAt))
    if (next < Infinity) this.arm(next)
    if (ready.length > 0) this.due(ready.map(([key]) => key))
  }
}

import type { Clock } from '@netloom/core'

/** The process that should have done it is dead. */
export class KilledError extends Error {
  override readonly name = 'KilledError'
}

/** Life of one simulated process. What it began may still run in this one; none of it has an effect once the life has ended. */
export class Incarnation {
  private ended = false
  private readonly last: (() => void)[] = []

  get alive(): boolean {
    return !this.ended
  }

  get over(): boolean {
    return this.ended
  }

  /** Runs when the life ends. */
  onEnd(run: () => void): void {
    this.last.push(run)
  }

  end(): void {
    if (this.ended) return
    this.ended = true
    for (const run of this.last) run()
  }
}

/** A clock whose alarms die with the process that set them. */
export function clockDuring(life: Incarnation, clock: Clock): Clock {
  return {
    now: () => clock.now(),
    date: () => clock.date(),
    after: (ms, run) =>
      clock.after(ms, () => {
        if (life.alive) run()
      }),
  }
}

import type { Measured } from './cost-client.ts'

const TICK = 3

/**
 * The longest time that this process' event loop did nothing but one thing. What the machine gave to others in that time is
 * not counted: of each gap between two ticks, only what the process had of a processor.
 */
export class EventLoopStall {
  #longest = 0
  #at = performance.now()
  #used = process.cpuUsage()
  readonly #timer = setInterval(() => {
    this.#tick()
  }, TICK)

  /** Milliseconds since the last reset. */
  take(): number {
    this.#tick()
    const longest = this.#longest
    this.#longest = 0
    return longest
  }

  stop(): void {
    clearInterval(this.#timer)
  }

  #tick(): void {
    const now = performance.now()
    const { user, system } = process.cpuUsage(this.#used)
    this.#longest = Math.max(this.#longest, Math.min(now - this.#at, (user + system) / 1_000))
    this.#at = now
    this.#used = process.cpuUsage()
  }
}

export interface Cost extends Measured {
  /** Milliseconds for which nobody else was answered. */
  readonly stall: number
}

/** Both ends have to say so: our loop was busy, and somebody who asked us noticed. */
export const costOf = (measured: Measured, busy: number): Cost => ({
  ...measured,
  stall: Math.min(busy, measured.health),
})

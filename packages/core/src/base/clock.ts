/** Time, as everything of ours sees it; the simulator brings a virtual one. Milliseconds. */
export interface Clock {
  /**
   * Monotonic: it never steps, whatever is done to the machine's time. Only differences mean something, and only inside one
   * process. Whatever measures (heartbeats, deadlines, pauses) measures with this.
   */
  now(): number
  /** The time of day, to be shown and written; it may step either way at any moment, so nothing is measured with it. */
  date(): Date
  /** Calls `run` once after `ms`. Returns the way to cancel. Never keeps the process alive by itself. */
  after(ms: number, run: () => void): () => void
}

export const systemClock: Clock = {
  now: () => performance.now(),
  date: () => new Date(),
  after: (ms, run) => {
    const timer = setTimeout(run, ms)
    timer.unref()
    return () => {
      clearTimeout(timer)
    }
  },
}

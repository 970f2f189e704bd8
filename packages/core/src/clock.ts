/** Time, as everything of ours sees it; the simulator brings a virtual one. Milliseconds. */
export interface Clock {
  now(): number
  /** Calls `run` once after `ms`. Returns the way to cancel. Never keeps the process alive by itself. */
  after(ms: number, run: () => void): () => void
}

export const systemClock: Clock = {
  now: () => Date.now(),
  after: (ms, run) => {
    const timer = setTimeout(run, ms)
    timer.unref()
    return () => {
      clearTimeout(timer)
    }
  },
}

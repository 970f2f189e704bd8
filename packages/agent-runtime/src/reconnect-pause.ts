const FIRST = 50
const LONGEST = 2_000
/** Whoever was away for a while is found again within a quarter of it: a controller that starts together with its agents, too. */
const GROWTH = 1.25

/**
 * Pauses before the next attempt, milliseconds: 50, a quarter longer each time up to 2,000, each ± half, so that a fleet does not
 * come at once.
 */
export class ReconnectPause {
  private failures = 0

  constructor(private readonly random: () => number) {}

  next(): number {
    const pause = Math.min(LONGEST, FIRST * GROWTH ** this.failures)
    this.failures += 1
    return pause * (0.5 + this.random())
  }

  /** The controller refused us: no use in asking soon. */
  longest(): number {
    this.failures = Math.ceil(Math.log(LONGEST / FIRST) / Math.log(GROWTH))
    return this.next()
  }

  reset(): void {
    this.failures = 0
  }
}

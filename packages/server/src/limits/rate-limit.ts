/** Seconds' worth of requests that may come at once. */
const BURST = 10
/** Clients remembered; a bound, so that many addresses cost no memory. The longest silent ones are forgotten. */
const CLIENTS = 10_000

interface Bucket {
  tokens: number
  filledAt: number
}

/** A token bucket per client address. `now` is in milliseconds. */
export class RateLimit {
  private readonly buckets = new Map<string, Bucket>()

  constructor(
    private readonly perSecond: number,
    private readonly now: () => number = () => performance.now(),
  ) {}

  /** Seconds the client has to wait; 0 = go on. */
  take(client: string): number {
    const now = this.now()
    const most = this.perSecond * BURST
    const bucket = this.buckets.get(client) ?? { tokens: most, filledAt: now }
    bucket.tokens = Math.min(most, bucket.tokens + ((now - bucket.filledAt) / 1_000) * this.perSecond)
    bucket.filledAt = now
    // moved to the end: the first of the map is the one heard of longest ago
    this.buckets.delete(client)
    this.buckets.set(client, bucket)
    if (this.buckets.size > CLIENTS) this.forgetOldest()
    if (bucket.tokens < 1) return Math.ceil((1 - bucket.tokens) / this.perSecond)
    bucket.tokens -= 1
    return 0
  }

  private forgetOldest(): void {
    for (const client of this.buckets.keys()) {
      this.buckets.delete(client)
      return
    }
  }
}

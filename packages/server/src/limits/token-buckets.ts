import type { FastifyRateLimitStore, FastifyRateLimitStoreCtor } from '@fastify/rate-limit'
import { LRUCache } from 'lru-cache'

/** Clients remembered; a bound, so that many addresses cost no memory. Those silent for longest are forgotten. */
const CLIENTS = 10_000

interface Bucket {
  tokens: number
  filledAt: number
}

/**
 * A token bucket per client, as the store of `@fastify/rate-limit`. Its own counts fixed windows on the wall clock: twice the burst
 * at their edges, and a client locked out for as long as the clock was set back. `now` is monotonic, in milliseconds.
 */
export class TokenBuckets implements FastifyRateLimitStore {
  private readonly buckets = new LRUCache<string, Bucket>({ max: CLIENTS })

  constructor(private readonly now: () => number = () => performance.now()) {}

  /** `max` requests at once, and as many in each `window` milliseconds. `current` above `max` = refused; `ttl` = how long to wait. */
  incr(
    client: string,
    tell: (error: Error | null, result?: { current: number; ttl: number }) => void,
    window = 1_000,
    max = 1,
  ): void {
    const now = this.now()
    const rate = max / window
    const bucket = this.buckets.get(client) ?? { tokens: max, filledAt: now }
    bucket.tokens = Math.min(max, bucket.tokens + (now - bucket.filledAt) * rate)
    bucket.filledAt = now
    this.buckets.set(client, bucket)
    const missing = 1 - bucket.tokens
    if (missing > 0) {
      tell(null, { current: max + 1, ttl: Math.ceil(missing / rate) })
      return
    }
    bucket.tokens -= 1
    tell(null, { current: max - Math.floor(bucket.tokens), ttl: 0 })
  }

  child(): TokenBuckets {
    return new TokenBuckets(this.now)
  }
}

/** What the plugin makes its store of; it passes options that say nothing here. */
export const tokenBuckets: FastifyRateLimitStoreCtor = class extends TokenBuckets {
  constructor(_options: unknown) {
    super()
  }
}

/** So many guests are kept at once; who has asked nothing for a while is forgotten. */
const MOST_ASKERS = 10_000

/** How often one guest may ask. Neutron: `[metadata_rate_limiting]`. */
export class RateLimit {
  private readonly asked = new Map<string, { until: number; count: number }>()

  constructor(
    private readonly most: number,
    /** Seconds. */
    private readonly window: number,
    private readonly now: () => number = () => performance.now(),
  ) {}

  allows(asker: string): boolean {
    const now = this.now()
    const found = this.asked.get(asker)
    if (found !== undefined && found.until > now) {
      found.count += 1
      return found.count <= this.most
    }
    if (this.asked.size >= MOST_ASKERS)
      for (const [key, { until }] of this.asked) if (until <= now) this.asked.delete(key)
    if (this.asked.size >= MOST_ASKERS) this.asked.clear()
    this.asked.set(asker, { until: now + this.window * 1_000, count: 1 })
    return true
  }
}

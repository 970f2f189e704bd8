import type { Claim } from './claim.ts'

/**
 * Wishes that wait behind the one that counts. A key that thousands of units want (the tunnel port behind which their ports
 * are) costs each of them the same as the first.
 */
export class Rivals {
  private readonly claims = new Map<string, Claim>()
  /** Units by name, the last one first to go; made when the next in line is asked for. */
  private queue: string[] | undefined = undefined

  get size(): number {
    return this.claims.size
  }

  put(claim: Claim): void {
    if (!this.claims.has(claim.unit)) this.queue = undefined
    this.claims.set(claim.unit, claim)
  }

  delete(unit: string): void {
    this.claims.delete(unit)
  }

  /** Removes and returns the wish of the unit whose name sorts first. */
  next(): Claim | undefined {
    this.queue ??= [...this.claims.keys()].sort().reverse()
    while (this.queue.length > 0) {
      const unit = this.queue.pop() ?? ''
      const claim = this.claims.get(unit)
      // A unit that let go meanwhile is still in the queue.
      if (claim === undefined) continue
      this.claims.delete(unit)
      return claim
    }
    return undefined
  }

  /** In no particular order. */
  values(): Iterable<Claim> {
    return this.claims.values()
  }
}

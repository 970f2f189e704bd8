/** Bounds on sockets whose agents have not said who they are. */
export interface UngreetedLimits {
  readonly total: number
  /** From one address; IPv6: from one /64. */
  readonly perAddress: number
}

/** Counts sockets between their upgrade and their hello, so that who connects and says nothing costs a bounded sum. */
export class UngreetedSockets {
  private readonly byAddress = new Map<string, number>()
  private total = 0

  constructor(private readonly limits: UngreetedLimits) {}

  /** Returns the way to give the place back, which may be called twice; undefined = there is none left. */
  enter(address: string): (() => void) | undefined {
    const from = networkOf(address)
    const others = this.byAddress.get(from) ?? 0
    if (this.total >= this.limits.total || others >= this.limits.perAddress) return undefined
    this.total += 1
    this.byAddress.set(from, others + 1)
    let inside = true
    return () => {
      if (!inside) return
      inside = false
      this.leave(from)
    }
  }

  private leave(from: string): void {
    this.total -= 1
    const left = (this.byAddress.get(from) ?? 1) - 1
    if (left === 0) this.byAddress.delete(from)
    else this.byAddress.set(from, left)
  }
}

/** Whoever has one IPv6 address has the 2^64 beside it. */
function networkOf(address: string): string {
  if (!address.includes(':') || address.startsWith('::ffff:')) return address
  return address.split(':').slice(0, 4).join(':')
}

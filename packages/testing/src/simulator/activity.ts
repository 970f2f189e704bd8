/** Turns of the event loop without anything happening after which nothing will happen until time passes. */
const QUIET_TURNS = 4
/** Rounds after which the fleet is running in a circle. */
const TOO_MANY = 20_000

/** Notices that something happens, so that the simulator knows when nothing does any more. */
export class Activity {
  private seen = 0
  private waiting = 0

  /** How much has happened so far. */
  get count(): number {
    return this.seen
  }

  note(): void {
    this.seen += 1
  }

  /** Work that waits for something outside the simulation (a file): nothing is quiet while it lasts. */
  async during<T>(work: Promise<T>): Promise<T> {
    this.waiting += 1
    try {
      return await work
    } finally {
      this.waiting -= 1
    }
  }

  /** Resolves when nothing happens any more. @throws {Error} when that does not come: somebody runs in a circle. */
  async quiet(): Promise<void> {
    for (let round = 0, before = -1; this.waiting > 0 || this.seen !== before; round += 1) {
      if (round === TOO_MANY) throw new Error('the fleet does not come to rest although no time passes')
      before = this.seen
      for (let turn = 0; turn < QUIET_TURNS; turn += 1) await new Promise((resolve) => setImmediate(resolve))
    }
  }
}

/** Lets few run at once, and a bounded number wait for their turn. */
export class Turns {
  private running = 0
  private readonly waiting: (() => void)[] = []

  constructor(
    private readonly most: number,
    private readonly mostWaiting: number,
  ) {}

  /** @throws what `full` makes, when too many wait already; or what `work` throws */
  async run<T>(work: () => Promise<T>, full: () => Error): Promise<T> {
    if (this.running >= this.most) {
      if (this.waiting.length >= this.mostWaiting) throw full()
      await new Promise<void>((resolve) => {
        this.waiting.push(resolve)
      })
    } else this.running += 1
    try {
      return await work()
    } finally {
      // The turn is handed on: nobody who comes now takes it from who waits.
      const next = this.waiting.shift()
      if (next === undefined) this.running -= 1
      else next()
    }
  }
}

/** Years later, and by other dice. */
export function elsewhen<T>(work: () => T): T {
  const { Date: RealDate } = globalThis
  const { random } = Math
  const LATER = 10_000_000_000
  class LaterDate extends RealDate {
    constructor(...args: readonly unknown[]) {
      super(...((args.length === 0 ? [RealDate.now() + LATER] : args) as [number]))
    }
    static override now(): number {
      return RealDate.now() + LATER
    }
  }
  globalThis.Date = LaterDate as DateConstructor
  Math.random = () => 0.123_456
  try {
    return work()
  } finally {
    globalThis.Date = RealDate
    Math.random = random
  }
}

import type { Clock } from '@netloom/core'
import type { Topic } from '@netloom/core/wire'

/**
 * Puts off what is told of a topic soon after something else of it: within `interval` milliseconds it is handed on once, whatever
 * came. The first news after a quiet time goes at once, and with an interval of 0 everything does.
 */
export class BulkNews {
  private readonly waiting = new Map<Topic, Set<string>>()
  private readonly cancels = new Set<() => void>()

  constructor(
    private readonly clock: Clock,
    private readonly interval: number,
    private readonly handOn: (topic: Topic, keys: readonly string[]) => void,
  ) {}

  add(topic: Topic, keys: readonly string[]): void {
    const waiting = this.waiting.get(topic)
    if (waiting !== undefined) {
      for (const key of keys) waiting.add(key)
      return
    }
    this.handOn(topic, keys)
    if (this.interval > 0) this.gather(topic)
  }

  stop(): void {
    for (const cancel of this.cancels) cancel()
    this.cancels.clear()
    this.waiting.clear()
  }

  private gather(topic: Topic): void {
    const keys = new Set<string>()
    this.waiting.set(topic, keys)
    const cancel = this.clock.after(this.interval, () => {
      this.cancels.delete(cancel)
      this.waiting.delete(topic)
      if (keys.size > 0) this.add(topic, [...keys])
    })
    this.cancels.add(cancel)
  }
}

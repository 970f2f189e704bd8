import type { Clock } from '../clock.ts'
import type { Cursor } from '../feed/cursor.ts'
import type { Feed, SharedEvent } from '../feed/feed.ts'
import type { Topic } from '../feed/topic.ts'
import type { Channel } from './channel.ts'
import type { AgentFrame, ControllerFrame } from './frames.ts'

/** Milliseconds between looks at a queue that was too long. */
const DRAIN_CHECK = 50

interface Watch {
  stop: () => void
  /** When the topic was last started or sent something; see `recently`. */
  activeAt: number
}

/**
 * The topics of one agent. When its queue is too long, its topics are given up one by one as they change, and each begins
 * anew with a snapshot when the queue is short again: a slow agent costs a bounded queue and skips what is outdated anyway.
 */
export class SessionWatches {
  private readonly watches = new Map<Topic, Watch>()
  private readonly givenUp = new Set<Topic>()
  private stopChecking: (() => void) | undefined

  constructor(
    private readonly feed: Feed,
    private readonly channel: Channel<ControllerFrame, AgentFrame>,
    private readonly clock: Clock,
    private readonly maxBacklog: number,
  ) {}

  /** Watches, or begins anew when it is watched already. */
  start(topic: Topic, after?: Cursor): void {
    this.stop(topic)
    const watch: Watch = { stop: () => undefined, activeAt: this.clock.now() }
    this.watches.set(topic, watch)
    watch.stop = this.feed.watch(
      topic,
      (message) => {
        this.deliver(topic, watch, message)
      },
      after,
    )
  }

  stop(topic: Topic): void {
    this.givenUp.delete(topic)
    this.watches.get(topic)?.stop()
    this.watches.delete(topic)
  }

  has(topic: Topic): boolean {
    return this.watches.has(topic) || this.givenUp.has(topic)
  }

  topics(): readonly Topic[] {
    return [...this.watches.keys(), ...this.givenUp]
  }

  /** Whether something may still be on its way to the agent: it was sent within `span` milliseconds, or waits for the queue. */
  recently(topic: Topic, span: number): boolean {
    const watch = this.watches.get(topic)
    return this.givenUp.has(topic) || (watch !== undefined && this.clock.now() - watch.activeAt < span)
  }

  close(): void {
    this.stopChecking?.()
    this.givenUp.clear()
    for (const watch of this.watches.values()) watch.stop()
    this.watches.clear()
  }

  private deliver(topic: Topic, watch: Watch, message: SharedEvent): void {
    if (this.channel.backlog > this.maxBacklog) {
      this.stop(topic)
      this.givenUp.add(topic)
      this.stopChecking ??= this.clock.after(DRAIN_CHECK, () => {
        this.check()
      })
      return
    }
    watch.activeAt = this.clock.now()
    this.channel.sendText(message.json(), message.event)
  }

  private check(): void {
    this.stopChecking = undefined
    if (this.channel.backlog <= this.maxBacklog / 2) {
      for (const topic of [...this.givenUp]) this.start(topic)
    } else {
      this.stopChecking = this.clock.after(DRAIN_CHECK, () => {
        this.check()
      })
    }
  }
}

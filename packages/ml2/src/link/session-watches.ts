import type { Clock, Cursor, Feed, Logger, SharedEvent } from '@netloom/core'
import {
  type AgentFrame,
  type Channel,
  type ControllerFrame,
  type EventPiece,
  eventPieces,
  guarded,
  PIECE_BYTES,
  type Topic,
} from '@netloom/core/wire'

/** Milliseconds between looks at a queue that was too long. */
const DRAIN_CHECK = 50
/** Frames of one topic that may wait for the queue; a topic that has more begins anew with a snapshot. */
const MOST_UNSENT = 1_000

interface Watch {
  readonly topic: Topic
  stop: () => void
  /** When the topic was last started or sent something; see `recently`. */
  activeAt: number
  /** What the queue had no room for yet; texts are shared with other agents. */
  unsent: EventPiece[]
}

/** What the topics of one agent need of its session. */
export interface WatchTools {
  readonly feed: Feed
  readonly channel: Channel<ControllerFrame, AgentFrame>
  readonly clock: Clock
  readonly logger: Logger
  readonly maxBacklog: number
  /** Hears what goes wrong in a timer. */
  readonly fault: (error: unknown) => void
}

/**
 * The topics of one agent. Its queue is filled up to a bound, piece by piece. While it is full, topics are given up one by one
 * as they change, and each begins anew with a snapshot when the queue is short again: a slow agent costs a bounded queue and
 * skips what is outdated anyway.
 */
export class SessionWatches {
  private readonly watches = new Map<Topic, Watch>()
  private readonly givenUp = new Set<Topic>()
  private readonly unfinished = new Set<Watch>()
  private stopChecking: (() => void) | undefined

  constructor(private readonly tools: WatchTools) {}

  /** Watches, or begins anew when it is watched already. */
  start(topic: Topic, after?: Cursor): void {
    this.stop(topic)
    const watch: Watch = { topic, stop: () => undefined, activeAt: this.tools.clock.now(), unsent: [] }
    this.watches.set(topic, watch)
    watch.stop = this.tools.feed.watch(
      topic,
      (message) => {
        this.deliver(watch, message)
      },
      after,
    )
  }

  stop(topic: Topic): void {
    this.givenUp.delete(topic)
    const watch = this.watches.get(topic)
    if (watch === undefined) return
    watch.stop()
    this.unfinished.delete(watch)
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
    if (this.givenUp.has(topic)) return true
    if (watch === undefined) return false
    const { channel, clock } = this.tools
    return watch.unsent.length > 0 || channel.backlog > PIECE_BYTES || clock.now() - watch.activeAt < span
  }

  close(): void {
    this.stopChecking?.()
    this.givenUp.clear()
    this.unfinished.clear()
    for (const watch of this.watches.values()) watch.stop()
    this.watches.clear()
  }

  private deliver(watch: Watch, message: SharedEvent): void {
    const { topic, unsent } = watch
    const isFull =
      unsent.length === 0 ? this.tools.channel.backlog > this.tools.maxBacklog : unsent.length > MOST_UNSENT
    if (isFull) {
      this.stop(topic)
      this.givenUp.add(topic)
      this.checkLater()
      return
    }
    const pieces = eventPieces(message.event, (key, bytes) => {
      this.tools.logger.error({ topic, key, bytes }, 'an item is too long to be sent to agents; it is left out')
    })
    watch.unsent.push(...pieces)
    this.send(watch)
  }

  private send(watch: Watch): void {
    const { channel, clock, maxBacklog } = this.tools
    let sent = 0
    for (const { text, frame } of watch.unsent) {
      if (channel.backlog > maxBacklog) break
      channel.sendText(text, frame)
      sent += 1
    }
    watch.unsent = watch.unsent.slice(sent)
    watch.activeAt = clock.now()
    if (watch.unsent.length === 0) this.unfinished.delete(watch)
    else {
      this.unfinished.add(watch)
      this.checkLater()
    }
  }

  private checkLater(): void {
    this.stopChecking ??= this.tools.clock.after(
      DRAIN_CHECK,
      guarded(() => {
        this.check()
      }, this.tools.fault),
    )
  }

  private check(): void {
    this.stopChecking = undefined
    const { channel, maxBacklog } = this.tools
    if (channel.backlog <= maxBacklog / 2) {
      for (const watch of [...this.unfinished]) this.send(watch)
      for (const topic of [...this.givenUp]) this.start(topic)
    } else this.checkLater()
  }
}

import {
  type Clock,
  type Cursor,
  type Feed,
  type FeedCounters,
  type Logger,
  type SharedEvent,
  silentLogger,
  systemClock,
} from '@netloom/core'
import type { ChangeLog, LoggedChange } from '@netloom/core/store'
import { digestOf, type Topic } from '@netloom/core/wire'
import { groupByTopic } from './change-group.ts'
import { LogTrimmer } from './log-trimmer.ts'
import { readStart } from './read-start.ts'
import { Tail } from './tail.ts'
import type { TopicPosition } from './watched-topic.ts'
import { WatchedTopic } from './watched-topic.ts'
import type { Watcher } from './watcher.ts'

export interface FeedHubOptions {
  readonly log: ChangeLog
  readonly logger?: Logger
  readonly clock?: Clock
  /** About how many changes the log keeps, for watchers that resume. Default 50,000. */
  readonly retain?: number
}

/** Topics started in one turn: a thousand agents that come back at once must not keep changes from the others. */
const STARTS_PER_TURN = 64
/** Milliseconds until the log is tried again when it could not be read. */
const RETRY = 200

/**
 * Fans the change log out to watchers. Works in turns, one at a time: read the log to its end, hand each topic's changes to
 * the watchers of that topic, then start new watchers. Because a watcher starts between two reads of the log, what it has
 * read is exactly a prefix of what follows: no gap, no double, and no locks.
 */
export class FeedHub implements Feed {
  readonly counters: FeedCounters = { publications: 0, deliveries: 0, snapshots: 0 }
  private readonly log: ChangeLog
  private readonly logger: Logger
  private readonly clock: Clock
  private readonly topics = new Map<Topic, WatchedTopic>()
  private readonly starting = new Set<Watcher>()
  private readonly tail: Tail
  private readonly trimmer: LogTrimmer
  private readonly stopListening: () => void
  private due = false
  private turn: Promise<void> | undefined
  private pass: Promise<void> | undefined
  private passes = 0
  private closed = false

  constructor({ log, logger = silentLogger, clock = systemClock, retain = 50_000 }: FeedHubOptions) {
    this.log = log
    this.logger = logger
    this.clock = clock
    this.tail = new Tail(log)
    this.trimmer = new LogTrimmer(log, logger, clock, retain)
    this.stopListening = log.onCommit(() => {
      this.trimmer.grown()
      // Nobody to tell: the next watcher begins with a snapshot anyway.
      if (this.topics.size > 0) this.wake()
    })
  }

  get epoch(): string {
    return this.log.epoch
  }

  get position(): number | undefined {
    return this.tail.reached
  }

  watch(topic: Topic, deliver: (message: SharedEvent) => void, after?: Cursor): () => void {
    const watcher: Watcher = { topic, deliver, after, position: undefined, stopped: false }
    this.topicOf(topic).watchers.add(watcher)
    this.starting.add(watcher)
    this.wake()
    return () => {
      this.forget(watcher)
    }
  }

  async state(topic: Topic): Promise<TopicPosition> {
    await this.settled()
    const known = this.topics.get(topic)?.state
    if (known !== undefined) return known
    const { cursor, items } = await this.log.snapshot(topic)
    return { rev: cursor.rev, digest: digestOf(items) }
  }

  /** Resolves when everything committed, and every watch begun, before the call has reached its watchers. */
  async settled(): Promise<void> {
    // The running pass may have read the log already; the one after it has not. More may follow: no need to wait for them.
    const enough = this.passes + 2
    while (this.turn !== undefined && this.passes < enough) await (this.pass ?? this.turn)
  }

  /** Delivers nothing any more. */
  async close(): Promise<void> {
    this.closed = true
    this.stopListening()
    this.trimmer.close()
    this.topics.clear()
    this.starting.clear()
    await this.turn
  }

  private wake(): void {
    if (this.closed) return
    this.due = true
    this.turn ??= this.runTurns()
  }

  private async runTurns(): Promise<void> {
    while (this.due && !this.closed) {
      this.pass = this.onePass()
      await this.pass
      this.passes += 1
    }
    this.turn = undefined
  }

  private async onePass(): Promise<void> {
    // Commits and watches of the same turn of the event loop are handled together: one event per topic, not one per commit.
    await new Promise((resolve) => setImmediate(resolve))
    this.due = false
    try {
      await this.publish()
      await this.startWatchers()
    } catch (error) {
      this.logger.error({ err: error }, 'the change log cannot be read; trying again')
      this.clock.after(RETRY, () => {
        this.wake()
      })
    }
  }

  private async publish(): Promise<void> {
    if (this.topics.size === 0) {
      this.tail.rest()
      return
    }
    for await (const page of this.tail.pages(this.restartAll)) {
      for (const [name, changes] of groupByTopic(page)) this.publishTopic(this.topics.get(name), changes)
    }
  }

  private publishTopic(topic: WatchedTopic | undefined, changes: readonly LoggedChange[]): void {
    const step = topic?.advance(changes)
    if (topic === undefined || step === undefined) return
    if (step === 'gap') this.restart(topic)
    else this.hand(topic, step.previous, step.event, (position) => topic.remainder(position, changes))
  }

  private hand(
    topic: WatchedTopic,
    previous: number,
    event: SharedEvent,
    remainder: (position: number) => SharedEvent | undefined,
  ): void {
    this.counters.publications += 1
    for (const watcher of topic.watchers) {
      if (watcher.position === undefined) continue
      const message = watcher.position === previous ? event : remainder(watcher.position)
      if (message !== undefined) this.deliver(watcher, message)
    }
  }

  private readonly restartAll = (): void => {
    this.logger.warn({}, 'changes were trimmed before they could be sent; sending snapshots')
    for (const topic of this.topics.values()) this.restart(topic)
  }

  /** This hub does not know what happened in the topic: its watchers begin anew. */
  private restart(topic: WatchedTopic): void {
    topic.state = undefined
    for (const watcher of topic.watchers) {
      watcher.after = undefined
      watcher.position = undefined
      this.starting.add(watcher)
    }
  }

  private async startWatchers(): Promise<void> {
    const topics = new Set<Topic>()
    for (const { topic } of this.starting) if (topics.size < STARTS_PER_TURN) topics.add(topic)
    for (const name of topics) {
      const topic = this.topics.get(name)
      if (topic !== undefined) await this.start(topic)
    }
    if (this.starting.size > 0) this.due = true
  }

  private async start(topic: WatchedTopic): Promise<void> {
    const read = readStart(this.log, topic, this.counters)
    for (const watcher of topic.watchers) {
      if (!this.starting.has(watcher)) continue
      const start = await read(watcher.after)
      this.starting.delete(watcher)
      if (watcher.stopped) continue
      watcher.position = start.position
      this.deliver(watcher, start.message)
    }
  }

  private deliver(watcher: Watcher, message: SharedEvent): void {
    watcher.position = message.event.cursor.rev
    this.counters.deliveries += 1
    try {
      watcher.deliver(message)
    } catch (error) {
      this.logger.error({ err: error, topic: watcher.topic }, 'a watcher failed on an event')
    }
  }

  private topicOf(name: Topic): WatchedTopic {
    let topic = this.topics.get(name)
    if (topic === undefined) {
      topic = new WatchedTopic(name, this.epoch)
      this.topics.set(name, topic)
    }
    return topic
  }

  private forget(watcher: Watcher): void {
    watcher.stopped = true
    this.starting.delete(watcher)
    const topic = this.topics.get(watcher.topic)
    topic?.watchers.delete(watcher)
    if (topic?.watchers.size === 0) this.topics.delete(watcher.topic)
  }
}

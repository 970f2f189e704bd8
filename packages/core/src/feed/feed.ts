import type { Cursor } from './cursor.ts'
import type { FeedCounters } from './feed-counters.ts'
import type { FeedItem } from './feed-item.ts'
import type { Topic } from './topic.ts'

/** Which part of an event a frame has; together they are one event, and are taken as one. Absent = all of it. */
export interface EventPart {
  readonly index: number
  readonly count: number
}

/** All a topic holds. Replaces whatever the watcher knew. */
export interface FeedSnapshot {
  readonly type: 'snapshot'
  readonly topic: Topic
  readonly cursor: Cursor
  readonly piece?: EventPart | undefined
  readonly items: readonly FeedItem[]
}

/** What one commit (or several) changed in a topic. `previous` is the topic's log position before: another one means a gap. */
export interface FeedChange {
  readonly type: 'change'
  readonly topic: Topic
  readonly previous: number
  readonly cursor: Cursor
  readonly piece?: EventPart | undefined
  /** `body` null = gone. In order. */
  readonly changes: readonly FeedItem[]
}

export type FeedEvent = FeedSnapshot | FeedChange

/**
 * A message that goes to many watchers: built once, turned into text once (`json()` remembers), however many receive it.
 */
export interface SharedEvent {
  readonly event: FeedEvent
  json(): string
}

export interface Feed {
  /** Identity of the log behind it; agents learn it when they are welcomed. */
  readonly epoch: string
  /** What it has done so far, for metrics. */
  readonly counters: Readonly<FeedCounters>
  /** Log position up to which watchers have been told everything; undefined while there are none. */
  readonly position: number | undefined
  /**
   * First a snapshot (or, when `after` is still in the log, one change with what happened since, if only that nothing did),
   * then every later change, in order, without gap. `deliver` must not block; it is called synchronously from the feed's turn. Returns the way to stop.
   */
  watch(topic: Topic, deliver: (message: SharedEvent) => void, after?: Cursor): () => void
  /** Digest and position of a topic as it is now; see `digest.ts`. */
  state(topic: Topic): Promise<{ readonly rev: number; readonly digest: string }>
}

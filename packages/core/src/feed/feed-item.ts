import type { Topic } from './topic.ts'

/** One entry of a topic, as watchers see it. */
export interface FeedItem {
  readonly key: string
  /** Revision of the API object behind it; never falls while the item exists. */
  readonly revision: number
  readonly body: unknown
}

/** A write into the outbox; `body` null removes the item. */
export interface FeedWrite {
  readonly topic: Topic
  readonly key: string
  readonly revision: number
  readonly body: unknown
}

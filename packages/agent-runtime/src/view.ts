import type { FeedChange, FeedEvent, FeedItem, FeedSnapshot } from '@netloom/core'
import type { Topic, TopicState } from '@netloom/core/wire'
import { checkPayload, type BadItem, type PayloadCheck } from './check-payload.ts'
import { switchPayload } from './switch-payload.ts'
import { TopicView } from './topic-view.ts'

/** What became of an event. `gap`: something before it was lost; ask again from our cursor. */
export type Outcome =
  | { readonly type: 'applied'; readonly keys: readonly string[]; readonly bad: readonly BadItem[] }
  | { readonly type: 'stale' }
  | { readonly type: 'gap' }

/**
 * What this agent knows of the desired state. Events may be lost, doubled and late: a change is taken only where it
 * follows what is known, so the items of a topic are always those of one moment of the log.
 */
export class View {
  private readonly topics = new Map<Topic, TopicView>()

  /** @param payload the role's; default the switch's. */
  constructor(private readonly payload: PayloadCheck = switchPayload) {}

  /** Takes one event of the feed. Costs what changed (a snapshot: its size). */
  apply(event: FeedEvent): Outcome {
    const known = this.topics.get(event.topic)
    return event.type === 'snapshot' ? this.takeSnapshot(event, known) : this.takeChange(event, known)
  }

  topic(topic: Topic): TopicView | undefined {
    return this.topics.get(topic)
  }

  /** True when the topic has been told at least once. */
  knows(topic: Topic): boolean {
    return this.topics.has(topic)
  }

  item(topic: Topic, key: string): FeedItem | undefined {
    return this.topics.get(topic)?.items.get(key)
  }

  keys(topic: Topic): readonly string[] {
    return [...(this.topics.get(topic)?.items.keys() ?? [])]
  }

  drop(topic: Topic): void {
    this.topics.delete(topic)
  }

  /** Where this view is, topic by topic; for heartbeats. */
  states(): readonly TopicState[] {
    return [...this.topics.values()].map(({ topic, cursor, digest }) => ({ topic, rev: cursor?.rev ?? 0, digest }))
  }

  /** The whole view as events that would rebuild it. */
  *snapshots(): Iterable<FeedSnapshot> {
    for (const { topic, cursor, items } of this.topics.values()) {
      if (cursor !== undefined) yield { type: 'snapshot', topic, cursor, items: [...items.values()] }
    }
  }

  private takeSnapshot(event: FeedSnapshot, known: TopicView | undefined): Outcome {
    const { topic, cursor } = event
    const old = known?.cursor
    // Twice in a row means that the controller really is there (a restored store), not that a message was late.
    if (known !== undefined && old?.epoch === cursor.epoch && cursor.rev < old.rev && known.refused < 2) {
      known.refused += 1
      return { type: 'gap' }
    }
    const bad: BadItem[] = []
    const view = known ?? new TopicView(topic)
    this.topics.set(topic, view)
    view.refused = 0
    const items = event.items
      .filter((item) => item.body !== null)
      .map((item) => checkPayload(this.payload, topic, item, bad))
    return { type: 'applied', keys: view.replace({ cursor, items }), bad }
  }

  private takeChange(event: FeedChange, known: TopicView | undefined): Outcome {
    const { topic, cursor, previous } = event
    const at = known?.cursor
    if (known === undefined || at === undefined || at.epoch !== cursor.epoch) return { type: 'gap' }
    if (cursor.rev <= at.rev) return { type: 'stale' }
    // A snapshot's cursor may lie beyond the topic's last change, so `previous` may be older than our position, not newer.
    if (previous > at.rev) return { type: 'gap' }
    const bad: BadItem[] = []
    const changes = event.changes.map((item) =>
      item.body === null ? item : checkPayload(this.payload, topic, item, bad),
    )
    known.refused = 0
    return { type: 'applied', keys: known.advance({ cursor, changes }), bad }
  }
}

import { type Cursor, type FeedChange, type FeedItem, type FeedSnapshot, sameState } from '@netloom/core'
import { digestOf, toggle, type Topic } from '@netloom/core/wire'

/** Items of one topic, where in the log they come from, and their running digest. */
export class TopicView {
  readonly items: Map<string, FeedItem> = new Map<string, FeedItem>()
  cursor: Cursor | undefined = undefined
  digest: string = digestOf([])
  /** Snapshots refused in a row because they were older than what is known. */
  refused: number = 0

  constructor(readonly topic: Topic) {}

  /** Puts the snapshot in the place of everything. Returns the keys that differ from before. */
  replace({ cursor, items }: Pick<FeedSnapshot, 'cursor' | 'items'>): readonly string[] {
    const next = new Map(items.map((item) => [item.key, item]))
    const changed = [...this.items.keys()].filter((key) => !next.has(key))
    for (const key of changed) this.items.delete(key)
    for (const [key, item] of next) {
      const known = this.items.get(key)
      if (known?.revision === item.revision && sameState(known.body, item.body)) continue
      this.items.set(key, item)
      changed.push(key)
    }
    this.cursor = cursor
    this.digest = digestOf(this.items.values())
    return changed
  }

  /** Takes changes that follow what is known. Returns the touched keys. */
  advance({ cursor, changes }: Pick<FeedChange, 'cursor' | 'changes'>): readonly string[] {
    for (const item of changes) {
      const known = this.items.get(item.key)
      if (known !== undefined) this.digest = toggle(this.digest, known.key, known.revision)
      if (item.body === null) this.items.delete(item.key)
      else {
        this.items.set(item.key, item)
        this.digest = toggle(this.digest, item.key, item.revision)
      }
    }
    this.cursor = cursor
    return [...new Set(changes.map((item) => item.key))]
  }
}

import type { Cursor, FeedItem, SharedEvent } from '@netloom/core'
import { digestOf } from '@netloom/core/wire'

/** What a careful receiver makes of a feed: it throws as soon as something is missing or comes twice. */
export class View {
  cursor: Cursor | undefined
  readonly items = new Map<string, FeedItem>()
  readonly types: string[] = []

  readonly take = ({ event }: SharedEvent): void => {
    this.types.push(event.type)
    if (event.type === 'snapshot') {
      this.items.clear()
      for (const item of event.items) this.items.set(item.key, item)
    } else {
      if (event.previous !== this.cursor?.rev) {
        throw new Error(`gap or double: ${String(event.previous)} after ${String(this.cursor?.rev)}`)
      }
      for (const item of event.changes) this.change(item)
    }
    this.cursor = event.cursor
  }

  get digest(): string {
    return digestOf(this.items.values())
  }

  private change(item: FeedItem): void {
    const known = this.items.get(item.key)
    if (known !== undefined && known.revision >= item.revision) throw new Error(`stale: ${item.key}`)
    if (item.body === null) this.items.delete(item.key)
    else this.items.set(item.key, item)
  }
}

/** Items in an order of their own, for comparison. */
export function sorted(items: Iterable<FeedItem>): readonly FeedItem[] {
  return [...items].sort((a, b) => (a.key < b.key ? -1 : 1))
}

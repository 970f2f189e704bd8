import type { FeedEvent, FeedItem } from '@netloom/core'
import type { Topic } from '@netloom/core/wire'

interface Partial {
  readonly identity: string
  readonly pieces: Map<number, readonly FeedItem[]>
}

/**
 * Puts long events together, which travel in pieces: only the whole is handed on, so that a topic is never half old and half new.
 * Pieces may be lost, doubled and late; what stays incomplete is replaced by the next event of its topic that comes in pieces.
 */
export class EventAssembler {
  private readonly partials = new Map<Topic, Partial>()

  /** The whole event, when nothing of it is missing any more. */
  take(event: FeedEvent): FeedEvent | undefined {
    const { piece } = event
    if (piece === undefined) return event
    const partial = this.partialOf(event)
    partial.pieces.set(piece.index, event.type === 'snapshot' ? event.items : event.changes)
    if (partial.pieces.size < piece.count) return undefined
    this.partials.delete(event.topic)
    const all = Array.from({ length: piece.count }, (_, index) => partial.pieces.get(index) ?? []).flat()
    if (event.type === 'snapshot') {
      const { type, topic, cursor } = event
      return { type, topic, cursor, items: all }
    }
    const { type, topic, previous, cursor } = event
    return { type, topic, previous, cursor, changes: all }
  }

  /** The topic matters no more. */
  drop(topic: Topic): void {
    this.partials.delete(topic)
  }

  private partialOf(event: FeedEvent): Partial {
    const { topic, type, cursor, piece } = event
    const previous = event.type === 'change' ? event.previous : ''
    const identity = [type, cursor.epoch, cursor.rev, previous, piece?.count].join(' ')
    const known = this.partials.get(topic)
    if (known?.identity === identity) return known
    const partial = { identity, pieces: new Map<number, readonly FeedItem[]>() }
    this.partials.set(topic, partial)
    return partial
  }
}

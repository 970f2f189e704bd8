import type { FeedEvent } from '../feed/feed.ts'
import type { FeedItem } from '../feed/feed-item.ts'
import { MAX_ITEM_BYTES } from '../feed/item-size.ts'

/** Bytes of items in one frame, about: an event that has more travels in several. */
export const PIECE_BYTES: number = 256 * 1024

/** Of an item with its key and revision. */
const LONGEST = MAX_ITEM_BYTES + 1_024

/** One frame of an event, and its text. */
export interface EventPiece {
  readonly frame: FeedEvent
  readonly text: string
}

interface Items {
  readonly items: FeedItem[]
  readonly texts: string[]
  bytes: number
}

const known = new WeakMap<FeedEvent, readonly EventPiece[]>()

/**
 * The frames of an event, made once however many agents get them. An item that is too long to be sent keeps its key and revision
 * and loses its body, so that the digest is the same at both ends and nothing is sent over and over; `omitted` is told of it.
 */
export function eventPieces(event: FeedEvent, omitted: (key: string, bytes: number) => void): readonly EventPiece[] {
  const made = known.get(event)
  if (made !== undefined) return made
  const parts = split(event.type === 'snapshot' ? event.items : event.changes, omitted)
  const pieces = parts.map((part, index) => piece(event, part, index, parts.length))
  known.set(event, pieces)
  return pieces
}

function split(all: readonly FeedItem[], omitted: (key: string, bytes: number) => void): readonly Items[] {
  let part: Items = { items: [], texts: [], bytes: 0 }
  const parts = [part]
  for (const whole of all) {
    const { item, text, bytes } = sendable(whole, omitted)
    if (part.bytes + bytes > PIECE_BYTES && part.items.length > 0) {
      part = { items: [], texts: [], bytes: 0 }
      parts.push(part)
    }
    part.items.push(item)
    part.texts.push(text)
    part.bytes += bytes
  }
  return parts
}

function sendable(
  item: FeedItem,
  omitted: (key: string, bytes: number) => void,
): { readonly item: FeedItem; readonly text: string; readonly bytes: number } {
  const text = JSON.stringify(item)
  const bytes = Buffer.byteLength(text)
  if (bytes <= LONGEST) return { item, text, bytes }
  omitted(item.key, bytes)
  const { key, revision } = item
  return sendable({ key, revision, body: { omittedBytes: bytes } }, omitted)
}

function piece(event: FeedEvent, { items, texts }: Items, index: number, count: number): EventPiece {
  const isWhole = count === 1
  const list = `[${texts.join(',')}]`
  if (event.type === 'snapshot') {
    const { type, topic, cursor } = event
    const head = { type, topic, cursor, ...(!isWhole && { piece: { index, count } }) }
    return { frame: { ...head, items }, text: `${JSON.stringify(head).slice(0, -1)},"items":${list}}` }
  }
  const { type, topic, previous, cursor } = event
  const head = { type, topic, previous, cursor, ...(!isWhole && { piece: { index, count } }) }
  return { frame: { ...head, changes: items }, text: `${JSON.stringify(head).slice(0, -1)},"changes":${list}}` }
}

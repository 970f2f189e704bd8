/** `@netloom/core/link`: what both ends of the agent link need of what strangers send, and how long events travel. */
export { LINK_FAULT, guardChannel, guarded } from './link/guarded.ts'
export { MAX_ERROR } from './link/frames.ts'
export type { EventPart } from './feed/feed.ts'
export { MAX_FRAME_BYTES, UnreadableFrameError, readFrame } from './link/read-frame.ts'
export { shapeProblem, type JsonShape } from './link/json-shape.ts'
export { PIECE_BYTES, eventPieces, type EventPiece } from './link/event-pieces.ts'
export { MAX_ITEM_BYTES, checkItemSize } from './feed/item-size.ts'
export { FeedItemTooLargeError } from './errors/feed-errors.ts'

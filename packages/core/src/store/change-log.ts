import type { Cursor } from '../feed/cursor.ts'
import type { FeedItem } from '../feed/feed-item.ts'

/** One committed change of one feed item. */
export interface LoggedChange {
  readonly rev: number
  readonly topic: string
  readonly key: string
  readonly revision: number
  readonly previousRevision: number
  readonly previousRev: number
  /** null = the item is gone. */
  readonly body: unknown
}

/** Read side of the outbox: the only source of what agents are told. */
export interface ChangeLog {
  /** Identity of this log; a cursor of another epoch means nothing here. */
  readonly epoch: string
  /** Position of the newest committed change. */
  head(): Promise<number>
  /** Position of the oldest change still kept; older cursors need a snapshot. */
  tail(): Promise<number>
  /** Committed changes after `rev`, in order, at most `limit`; optionally of one topic only. */
  read(after: number, limit: number, topic?: string): Promise<readonly LoggedChange[]>
  /** Everything a topic holds now, with the cursor that continues from there. One consistent read. */
  snapshot(topic: string): Promise<{ readonly cursor: Cursor; readonly items: readonly FeedItem[] }>
  /** Calls `wake` after each commit that wrote changes (maybe once for several). Returns the way to stop. */
  onCommit(wake: () => void): () => void
  /** Forgets changes so that about `keep` remain. Current items stay. */
  trim(keep: number): Promise<void>
}

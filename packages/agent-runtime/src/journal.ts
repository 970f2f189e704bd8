import type { FeedEvent, FeedSnapshot } from '@netloom/core'
import type { Topic } from '@netloom/core/wire'

/** One thing that happened to the view. */
export type JournalRecord = FeedEvent | { readonly type: 'drop'; readonly topic: Topic }

/** The last view, kept where the agent's next life finds it. Losing it costs a fresh snapshot, nothing else. */
export interface Journal {
  /** What was kept, oldest first; empty when there is nothing usable. Never throws. */
  load(): Promise<readonly JournalRecord[]>
  /** Keeps a record; returns at once. `whole` yields the view as it is, for a compaction. */
  append(record: JournalRecord, whole: () => Iterable<FeedSnapshot>): void
  /** Resolves when everything appended so far is kept or given up. */
  flushed(): Promise<void>
  /** Flushes and lets go of the file. */
  close(): Promise<void>
}

/** Remembers nothing. */
export const noJournal: Journal = {
  load: () => Promise.resolve([]),
  append: () => undefined,
  flushed: () => Promise.resolve(),
  close: () => Promise.resolve(),
}

import type { Journal, JournalRecord } from '@netloom/agent-runtime'
import type { FeedSnapshot } from '@netloom/core'

/** A journal in memory: outlives the agent that writes it, as a disk does. */
export class MemoryJournal implements Journal {
  private records: readonly JournalRecord[] = []
  private tail: JournalRecord[] = []

  load(): Promise<readonly JournalRecord[]> {
    return Promise.resolve([...this.records, ...this.tail])
  }

  append(record: JournalRecord, whole: () => Iterable<FeedSnapshot>): void {
    this.tail.push(record)
    if (this.tail.length < 64) return
    this.records = [...whole()]
    this.tail = []
  }

  flushed(): Promise<void> {
    return Promise.resolve()
  }

  close(): Promise<void> {
    return Promise.resolve()
  }
}

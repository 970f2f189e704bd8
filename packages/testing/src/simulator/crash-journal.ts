import type { FeedSnapshot } from '@netloom/core'
import type { Journal, JournalRecord } from '@netloom/agent-runtime'

const COMPACT_AFTER = 40

/** An agent's journal in memory, for life after life. A crash may cost the newest records, as it may cost a file's last lines. */
export class CrashJournal implements Journal {
  private kept: string[] = []
  private appended = 0

  /** Loses up to `most` of the newest records. */
  crash(most: number): void {
    const lost = Math.min(most, this.appended)
    this.kept.splice(this.kept.length - lost, lost)
    this.appended -= lost
  }

  /** The disk is gone. */
  clear(): void {
    this.kept = []
    this.appended = 0
  }

  load(): Promise<readonly JournalRecord[]> {
    return Promise.resolve(this.kept.map((line) => JSON.parse(line) as JournalRecord))
  }

  append(record: JournalRecord, whole: () => Iterable<FeedSnapshot>): void {
    this.appended += 1
    if (this.appended > COMPACT_AFTER) {
      this.kept = [...whole()].map((snapshot) => JSON.stringify(snapshot))
      this.appended = 0
    } else this.kept.push(JSON.stringify(record))
  }

  flushed(): Promise<void> {
    return Promise.resolve()
  }

  close(): Promise<void> {
    return Promise.resolve()
  }
}

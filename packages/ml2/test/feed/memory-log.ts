import type { Cursor, FeedItem, FeedWrite } from '@netloom/core'
import type { ChangeLog, LoggedChange } from '@netloom/core/store'

/** A change log that keeps its promises, in memory, answering as late as `delay` says. */
export class MemoryLog implements ChangeLog {
  readonly epoch: string = 'epoch-1'
  reads = 0
  snapshots = 0
  /** Awaited before each answer, after the answer is known: what a database on a network does. */
  delay: () => Promise<void> = () => Promise.resolve()
  broken: Error | undefined
  private readonly changes: LoggedChange[] = []
  private readonly topics = new Map<string, Map<string, FeedItem>>()
  private readonly positions = new Map<string, number>()
  private readonly listeners = new Set<() => void>()
  private newest = 0
  private trimmed = 0

  /** One committed transaction. */
  commit(...writes: readonly FeedWrite[]): void {
    for (const { topic, key, revision, body } of writes) {
      const items = this.topics.get(topic) ?? new Map<string, FeedItem>()
      this.topics.set(topic, items)
      const previousRevision = items.get(key)?.revision ?? 0
      if (body === null && previousRevision === 0) continue
      const next = Math.max(revision, previousRevision + 1)
      this.newest += 1
      const previousRev = this.positions.get(topic) ?? 0
      this.changes.push({ rev: this.newest, topic, key, revision: next, previousRevision, previousRev, body })
      this.positions.set(topic, this.newest)
      if (body === null) items.delete(key)
      else items.set(key, { key, revision: next, body })
    }
    for (const wake of this.listeners) wake()
  }

  items(topic: string): readonly FeedItem[] {
    return [...(this.topics.get(topic)?.values() ?? [])]
  }

  async head(): Promise<number> {
    return this.answer(this.newest)
  }

  async tail(): Promise<number> {
    return this.answer(this.trimmed + 1)
  }

  async read(after: number, limit: number, topic?: string): Promise<readonly LoggedChange[]> {
    this.reads += 1
    const wanted = this.changes.filter(
      (change) => change.rev > after && (topic === undefined || change.topic === topic),
    )
    return this.answer(wanted.slice(0, limit))
  }

  async snapshot(topic: string): Promise<{ readonly cursor: Cursor; readonly items: readonly FeedItem[] }> {
    this.snapshots += 1
    const rev = this.positions.get(topic) ?? 0
    return this.answer({ cursor: { epoch: this.epoch, rev }, items: this.items(topic) })
  }

  onCommit(wake: () => void): () => void {
    this.listeners.add(wake)
    return () => this.listeners.delete(wake)
  }

  async trim(keep: number): Promise<void> {
    this.trimmed = Math.max(this.trimmed, this.newest - keep)
    while ((this.changes[0]?.rev ?? Infinity) <= this.trimmed) this.changes.shift()
  }

  private async answer<T>(value: T): Promise<T> {
    await this.delay()
    if (this.broken !== undefined) throw this.broken
    return value
  }
}

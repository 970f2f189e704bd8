import type { Cursor, FeedItem } from '@netloom/core'
import type { ChangeLog, LoggedChange } from '@netloom/core/store'
import {
  CHANGE_COLUMNS,
  TRIM_STEP,
  feedItem,
  loggedChange,
  type ChangeRow,
  type ItemRow,
} from '../commit/change-rows.ts'
import { CommitListeners } from '../commit/commit-listeners.ts'
import { FLOOR, HEAD, TAIL } from './log-position.ts'

const READ = `select ${CHANGE_COLUMNS} from changes where rev > $1 order by rev limit $2`
const READ_TOPIC = `select ${CHANGE_COLUMNS} from changes where rev > $1 and topic = $3 order by rev limit $2`
// One statement sees one moment: the topic's position (the row without a key) and its items belong together.
const SNAPSHOT = `select null as item_key, coalesce((select rev from feed_topics where topic = $1), ${FLOOR}) as revision,
    '' as body union all select item_key, revision, body from feed_items where topic = $1 order by item_key nulls first`

/** How `PostgresChangeLog` reaches the store: reads see committed data only, `removeUpTo` is a write transaction. */
export interface ChangeLogAccess {
  epoch(): string
  rows(text: string, parameters: readonly unknown[]): Promise<readonly unknown[]>
  removeUpTo(rev: number, limit: number): Promise<number>
}

export class PostgresChangeLog implements ChangeLog {
  private readonly listeners = new CommitListeners()

  constructor(private readonly access: ChangeLogAccess) {}

  get epoch(): string {
    return this.access.epoch()
  }

  head(): Promise<number> {
    return this.position(HEAD)
  }

  tail(): Promise<number> {
    return this.position(TAIL)
  }

  async read(after: number, limit: number, topic?: string): Promise<readonly LoggedChange[]> {
    const rows =
      topic === undefined
        ? await this.access.rows(READ, [after, limit])
        : await this.access.rows(READ_TOPIC, [after, limit, topic])
    return (rows as ChangeRow[]).map(loggedChange)
  }

  async snapshot(topic: string): Promise<{ readonly cursor: Cursor; readonly items: readonly FeedItem[] }> {
    const rows = (await this.access.rows(SNAPSHOT, [topic])) as (ItemRow | { item_key: null; revision: number })[]
    const rev = rows.find(({ item_key }) => item_key === null)?.revision ?? 0
    const items = rows.filter((row): row is ItemRow => row.item_key !== null)
    return { cursor: { epoch: this.epoch, rev }, items: items.map(feedItem) }
  }

  onCommit(wake: () => void): () => void {
    return this.listeners.add(wake)
  }

  async trim(keep: number): Promise<void> {
    const last = (await this.head()) - keep
    while ((await this.access.removeUpTo(last, TRIM_STEP)) === TRIM_STEP);
  }

  /** Called by the store after a commit that logged changes, here or at another controller. */
  wake(): void {
    this.listeners.wake()
  }

  private async position(text: string): Promise<number> {
    const [row] = (await this.access.rows(text, [])) as { rev: number }[]
    return row?.rev ?? 0
  }
}

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
import { FLOOR } from './log-floor.ts'
import type { SqliteConnection } from './sqlite-connection.ts'

// The sequence, not max(rev): it remembers the head when everything has been trimmed.
const HEAD = "select coalesce((select seq from sqlite_sequence where name = 'changes'), 0) as rev"
const TAIL = 'select min(rev) as rev from changes'
const READ = `select ${CHANGE_COLUMNS} from changes where rev > ? order by rev limit ?`
const READ_TOPIC = `select ${CHANGE_COLUMNS} from changes where rev > ? and topic = ? order by rev limit ?`
const ITEMS = 'select item_key, revision, body from feed_items where topic = ? order by item_key'
const POSITION = `select coalesce((select rev from feed_topics where topic = ?), ${FLOOR}) as rev`

/** How `SqliteChangeLog` reaches the store: reads see committed data only, `remove` is a write transaction. */
export interface ChangeLogAccess {
  epoch(): string
  read<T>(work: (connection: SqliteConnection) => T): Promise<T>
  removeUpTo(rev: number, limit: number): Promise<number>
}

export class SqliteChangeLog implements ChangeLog {
  private readonly listeners = new CommitListeners()

  constructor(private readonly access: ChangeLogAccess) {}

  get epoch(): string {
    return this.access.epoch()
  }

  head(): Promise<number> {
    return this.access.read((connection) => position(connection, HEAD) ?? 0)
  }

  tail(): Promise<number> {
    return this.access.read((connection) => position(connection, TAIL) ?? (position(connection, HEAD) ?? 0) + 1)
  }

  read(after: number, limit: number, topic?: string): Promise<readonly LoggedChange[]> {
    return this.access.read((connection) => {
      const rows =
        topic === undefined
          ? connection.statement(READ).all(after, limit)
          : connection.statement(READ_TOPIC).all(after, topic, limit)
      return (rows as ChangeRow[]).map(loggedChange)
    })
  }

  snapshot(topic: string): Promise<{ readonly cursor: Cursor; readonly items: readonly FeedItem[] }> {
    return this.access.read((connection) => {
      const both = connection.database.snapshot(() => ({
        rev: position(connection, POSITION, topic) ?? 0,
        rows: connection.statement(ITEMS).all(topic) as ItemRow[],
      }))
      return { cursor: { epoch: this.epoch, rev: both.rev }, items: both.rows.map(feedItem) }
    })
  }

  onCommit(wake: () => void): () => void {
    return this.listeners.add(wake)
  }

  async trim(keep: number): Promise<void> {
    const last = (await this.head()) - keep
    while ((await this.access.removeUpTo(last, TRIM_STEP)) === TRIM_STEP);
  }

  /** Called by the store after a commit that logged changes. */
  wake(): void {
    this.listeners.wake()
  }
}

function position(connection: SqliteConnection, sql: string, ...parameters: readonly string[]): number | undefined {
  const row = connection.statement(sql).get(...parameters) as { rev: number | null } | undefined
  return row?.rev ?? undefined
}

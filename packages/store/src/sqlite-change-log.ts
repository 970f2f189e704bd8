import type { ChangeLog, Cursor, FeedItem, LoggedChange } from '@netloom/core'
import type { SqliteConnection } from './sqlite-connection.ts'

interface ChangeRow {
  readonly rev: number
  readonly topic: string
  readonly item_key: string
  readonly revision: number
  readonly previous_revision: number
  readonly previous_rev: number
  readonly body: string | null
}
type ItemRow = Pick<ChangeRow, 'item_key' | 'revision'> & { readonly body: string }

const COLUMNS = 'rev, topic, item_key, revision, previous_revision, previous_rev, body'
// The sequence, not max(rev): it remembers the head when everything has been trimmed.
const HEAD = "select coalesce((select seq from sqlite_sequence where name = 'changes'), 0) as rev"
const TAIL = 'select min(rev) as rev from changes'
const READ = `select ${COLUMNS} from changes where rev > ? order by rev limit ?`
const READ_TOPIC = `select ${COLUMNS} from changes where rev > ? and topic = ? order by rev limit ?`
const ITEMS = 'select item_key, revision, body from feed_items where topic = ? order by item_key'
const POSITION = 'select coalesce((select rev from feed_topics where topic = ?), 0) as rev'

/** How `SqliteChangeLog` reaches the store: reads see committed data only, `remove` is a write transaction. */
export interface ChangeLogAccess {
  epoch(): string
  read<T>(work: (connection: SqliteConnection) => T): Promise<T>
  removeUpTo(rev: number, limit: number): Promise<number>
}

/** Rows per trimming transaction: other writers wait no longer than this takes. */
const TRIM_STEP = 1_000

export class SqliteChangeLog implements ChangeLog {
  private readonly listeners = new Set<() => void>()
  private waking = false

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
      const both = connection.database.transaction(() => ({
        rev: position(connection, POSITION, topic) ?? 0,
        rows: connection.statement(ITEMS).all(topic) as ItemRow[],
      }))()
      return { cursor: { epoch: this.epoch, rev: both.rev }, items: both.rows.map(feedItem) }
    })
  }

  onCommit(wake: () => void): () => void {
    // A wrapper, so that the same function may listen twice and stop once.
    const listener = (): void => {
      wake()
    }
    this.listeners.add(listener)
    return () => this.listeners.delete(listener)
  }

  async trim(keep: number): Promise<void> {
    const last = (await this.head()) - keep
    while ((await this.access.removeUpTo(last, TRIM_STEP)) === TRIM_STEP);
  }

  /** Called by the store after a commit that logged changes. Several commits of one turn wake once. */
  wake(): void {
    if (this.waking) return
    this.waking = true
    queueMicrotask(() => {
      this.waking = false
      for (const listener of this.listeners) listener()
    })
  }
}

function position(connection: SqliteConnection, sql: string, ...parameters: readonly string[]): number | undefined {
  const row = connection.statement(sql).get(...parameters) as { rev: number | null } | undefined
  return row?.rev ?? undefined
}

function loggedChange(row: ChangeRow): LoggedChange {
  return {
    rev: row.rev,
    topic: row.topic,
    key: row.item_key,
    revision: row.revision,
    previousRevision: row.previous_revision,
    previousRev: row.previous_rev,
    body: row.body === null ? null : JSON.parse(row.body),
  }
}

function feedItem({ item_key, revision, body }: ItemRow): FeedItem {
  return { key: item_key, revision, body: JSON.parse(body) as unknown }
}

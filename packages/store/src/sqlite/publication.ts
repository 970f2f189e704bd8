import { isTurnOver, yieldLongTurn } from '@netloom/core/kit'
import { FLOOR } from './log-floor.ts'
import { type CurrentItem, nextRevision } from '../commit/next-revision.ts'
import type { PendingWrite } from '../commit/outbox.ts'
import type { SqliteConnection } from './sqlite-connection.ts'

const READ_ITEM = 'select revision, body from feed_items where topic = ? and item_key = ?'
const READ_TOPIC = `select coalesce((select rev from feed_topics where topic = ?), ${FLOOR}) as rev`
const WRITE_CHANGE =
  'insert into changes (topic, item_key, revision, previous_revision, previous_rev, body) values (?, ?, ?, ?, ?, ?)'
const WRITE_ITEM = `insert into feed_items (topic, item_key, revision, rev, body) values (?, ?, ?, ?, ?)
  on conflict (topic, item_key) do update set revision = excluded.revision, rev = excluded.rev, body = excluded.body`
const REMOVE_ITEM = 'delete from feed_items where topic = ? and item_key = ?'
const WRITE_TOPIC =
  'insert into feed_topics (topic, rev) values (?, ?) on conflict (topic) do update set rev = excluded.rev'

/**
 * Writes current items, change log and topic positions. Returns how many changes were logged. Statement by statement: in
 * process there is no round trip to save, and this is twice as fast as one statement over a JSON array.
 */
export async function writePublication(connection: SqliteConnection, writes: readonly PendingWrite[]): Promise<number> {
  const positions = new Map<string, number>()
  let logged = 0
  for (const write of writes) {
    if (isTurnOver()) await yieldLongTurn()
    const { topic, key, body } = write
    const current = connection.statement(READ_ITEM).get(topic, key) as CurrentItem | undefined
    const revision = nextRevision(write, current)
    if (revision === undefined) continue
    const previousRev = positions.get(topic) ?? topicPosition(connection, topic)
    const { lastInsertRowid } = connection
      .statement(WRITE_CHANGE)
      .run(topic, key, revision, current?.revision ?? 0, previousRev, body)
    const rev = Number(lastInsertRowid)
    if (body === null) connection.statement(REMOVE_ITEM).run(topic, key)
    else connection.statement(WRITE_ITEM).run(topic, key, revision, rev, body)
    positions.set(topic, rev)
    logged += 1
  }
  for (const [topic, rev] of positions) connection.statement(WRITE_TOPIC).run(topic, rev)
  return logged
}

function topicPosition(connection: SqliteConnection, topic: string): number {
  return (connection.statement(READ_TOPIC).get(topic) as { rev: number }).rev
}

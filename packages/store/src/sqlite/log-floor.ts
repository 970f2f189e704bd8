import type { SqliteConnection } from './sqlite-connection.ts'

/**
 * SQL for the position of a topic that has no row: the newest one that was trimmed away. Whatever the topic once held was
 * removed no later than that, so its position never goes back, and nobody who asks from before it is told too little.
 */
export const FLOOR = `coalesce((select min(rev) - 1 from changes),
  (select seq from sqlite_sequence where name = 'changes'), 0)`

const LAST = 'select max(rev) as rev from (select rev from changes where rev <= ? order by rev limit ?)'
// Whose last change is forgotten, and who holds nothing: nobody needs its position any more.
const FORGET_TOPICS = `delete from feed_topics where (topic, rev) in (select topic, rev from changes where rev <= ?)
  and not exists (select 1 from feed_items where feed_items.topic = feed_topics.topic)`
const FORGET = 'delete from changes where rev <= ?'

/** Forgets at most `limit` changes up to position `rev`, and topics that are over. Returns how many changes. */
export function trimLog(connection: SqliteConnection, rev: number, limit: number): number {
  const { rev: last } = connection.statement(LAST).get(rev, limit) as { rev: number | null }
  if (last === null) return 0
  connection.statement(FORGET_TOPICS).run(last)
  return Number(connection.statement(FORGET).run(last).changes)
}

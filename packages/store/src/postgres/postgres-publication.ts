import type { PendingWrite } from '../commit/outbox.ts'
import { nextRevision } from '../commit/next-revision.ts'
import { FLOOR, HEAD } from './log-position.ts'
import type { PostgresConnection } from './postgres-connection.ts'

interface Current {
  readonly revision: number | null
  readonly body: string | null
  /** The topic's newest position. */
  readonly rev: number
}

/** A change as it will be logged. */
interface Change extends PendingWrite {
  readonly rev: number
  readonly previousRevision: number
  readonly previousRev: number
}

// Lateral with a limit: one look into the index for each write, whatever the server thinks of the tables' sizes.
const READ = `select i.revision, i.body, coalesce(t.rev, ${FLOOR}) as rev
  from unnest($1::text[], $2::text[]) with ordinality as w (topic, item_key, place)
  left join lateral (select revision, body from feed_items
    where topic = w.topic collate "C" and item_key = w.item_key collate "C" limit 1) i on true
  left join lateral (select rev from feed_topics where topic = w.topic collate "C" limit 1) t on true
  order by w.place`
const WRITE_CHANGES = `insert into changes (rev, topic, item_key, revision, previous_revision, previous_rev, body)
  select * from unnest($1::bigint[], $2::text[], $3::text[], $4::bigint[], $5::bigint[], $6::bigint[], $7::text[])`
const WRITE_ITEMS = `insert into feed_items (topic, item_key, revision, rev, body)
  select * from unnest($1::text[], $2::text[], $3::bigint[], $4::bigint[], $5::text[])
  on conflict (topic, item_key) do update set revision = excluded.revision, rev = excluded.rev, body = excluded.body`
const REMOVE_ITEMS = `delete from feed_items i using unnest($1::text[], $2::text[]) as w (topic, item_key)
  where i.topic = w.topic collate "C" and i.item_key = w.item_key collate "C"`
const WRITE_TOPICS = `insert into feed_topics (topic, rev) select * from unnest($1::text[], $2::bigint[])
  on conflict (topic) do update set rev = excluded.rev`

/** The log's head as one shared transaction sees it: read once, then counted, as nobody else may write. */
export class LogHead {
  /** undefined = not read yet. */
  position: number | undefined

  constructor(private readonly connection: PostgresConnection) {}

  async read(): Promise<number> {
    if (this.position !== undefined) return this.position
    const answer = await this.connection.ask(HEAD, [])
    return (this.position = (answer.rows[0] as { rev: number }).rev)
  }
}

/** Sends a statement whose failure shows at the commit. */
export type Send = (text: string, parameters: readonly unknown[]) => void

/** Writes current items, change log and topic positions: one round trip, whatever was published. Returns how many changes. */
export async function publishTo(
  connection: PostgresConnection,
  head: LogHead,
  send: Send,
  writes: readonly PendingWrite[],
): Promise<number> {
  const columns = [writes.map(({ topic }) => topic), writes.map(({ key }) => key)]
  const [start, current] = await Promise.all([head.read(), connection.ask(READ, columns)])
  const positions = new Map<string, number>()
  const changes = changesOf(writes, current.rows as Current[], start, positions)
  if (changes.length === 0) return 0
  head.position = start + changes.length
  const logged = ['rev', 'topic', 'key', 'revision', 'previousRevision', 'previousRev', 'body'] as const
  send(WRITE_CHANGES, columnsOf(changes, logged))
  const kept = changes.filter(({ body }) => body !== null)
  if (kept.length > 0) send(WRITE_ITEMS, columnsOf(kept, ['topic', 'key', 'revision', 'rev', 'body']))
  const gone = changes.filter(({ body }) => body === null)
  if (gone.length > 0) send(REMOVE_ITEMS, columnsOf(gone, ['topic', 'key']))
  send(WRITE_TOPICS, [[...positions.keys()], [...positions.values()]])
  return changes.length
}

function changesOf(
  writes: readonly PendingWrite[],
  current: readonly Current[],
  start: number,
  positions: Map<string, number>,
): readonly Change[] {
  const changes: Change[] = []
  for (const [place, write] of writes.entries()) {
    const { revision: had = null, body = null, rev: topicRev = 0 } = current[place] ?? {}
    const before = had === null || body === null ? undefined : { revision: had, body }
    const revision = nextRevision(write, before)
    if (revision === undefined) continue
    const rev = start + changes.length + 1
    const previousRev = positions.get(write.topic) ?? topicRev
    changes.push({ ...write, revision, rev, previousRevision: before?.revision ?? 0, previousRev })
    positions.set(write.topic, rev)
  }
  return changes
}

function columnsOf(changes: readonly Change[], names: readonly (keyof Change)[]): readonly unknown[][] {
  return names.map((name) => changes.map((change) => change[name]))
}

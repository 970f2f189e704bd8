import { differences } from './count-problems.ts'
import type { Rows } from './rows.ts'

interface Item {
  readonly revision: number
  readonly body: string
}

/** Whoever replays the change log, topic by topic, must end up with the current items, and never see a gap. */
export function logProblems(rows: Rows): readonly string[] {
  const topics = new Map<string, Map<string, Item>>()
  const positions = new Map<string, number>()
  const found: string[] = []
  for (const change of [...rows.changes].sort((a, b) => a.rev - b.rev)) {
    const { topic, item_key: key, rev, revision, previous_revision: previous, body } = change
    const items = topics.get(topic) ?? new Map<string, Item>()
    topics.set(topic, items)
    const name = `change ${String(rev)} of ${topic} ${key}`
    if ((positions.get(topic) ?? 0) !== change.previous_rev)
      found.push(`${name} follows ${String(change.previous_rev)}`)
    if ((items.get(key)?.revision ?? 0) !== previous) found.push(`${name} changes revision ${String(previous)}`)
    if (body !== null && revision <= previous) found.push(`${name} does not raise its revision`)
    positions.set(topic, rev)
    if (body === null) items.delete(key)
    else items.set(key, { revision, body })
  }
  const replayed = [...topics].flatMap(([topic, items]) =>
    [...items].map(([key, { revision, body }]) => `${topic} ${key} ${String(revision)} ${body}`),
  )
  const current = rows.feed_items.map((row) => `${row.topic} ${row.item_key} ${String(row.revision)} ${row.body}`)
  const heads = [...positions].map(([topic, rev]) => `${topic} ${String(rev)}`)
  return [
    ...found,
    ...differences('feed_items', replayed, current),
    ...differences(
      'feed_topics',
      heads,
      rows.feed_topics.map(({ topic, rev }) => `${topic} ${String(rev)}`),
    ),
    ...differences(
      'networks in the feed',
      rows.networks.map(({ id }) => `network/${id}`),
      rows.feed_items.filter(({ item_key }) => item_key === 'network').map(({ topic }) => topic),
    ),
  ]
}

import type { Cursor, FeedChange, FeedItem } from '@netloom/core'
import type { LoggedChange } from '@netloom/core/store'
import type { Topic } from '@netloom/core/wire'

export function groupByTopic(changes: readonly LoggedChange[]): ReadonlyMap<string, readonly LoggedChange[]> {
  const groups = new Map<string, LoggedChange[]>()
  for (const change of changes) {
    const group = groups.get(change.topic)
    if (group === undefined) groups.set(change.topic, [change])
    else group.push(change)
  }
  return groups
}

/** Changes of one topic as watchers get them: nothing lies between `previous` and the first one. Not for empty lists. */
export function changeEvent(epoch: string, previous: number, changes: readonly LoggedChange[]): FeedChange {
  const last = changes.at(-1)
  if (last === undefined) throw new Error('A change event needs a change')
  return { type: 'change', topic: last.topic, previous, cursor: { epoch, rev: last.rev }, changes: newest(changes) }
}

/** Tells a watcher that stands at `cursor` that it misses nothing. */
export function noChange(topic: Topic, cursor: Cursor): FeedChange {
  return { type: 'change', topic, previous: cursor.rev, cursor, changes: [] }
}

/**
 * Only the last word on each item. An earlier one stays when its revision is higher, as between a removal and a new object
 * of the same name: who drops stale revisions must see the removal, or would drop the newcomer.
 */
function newest(changes: readonly LoggedChange[]): readonly FeedItem[] {
  const kept: FeedItem[] = []
  const following = new Map<string, number>()
  for (const { key, revision, body } of changes.toReversed()) {
    const later = following.get(key)
    if (later !== undefined && later >= revision) continue
    following.set(key, revision)
    kept.push({ key, revision, body })
  }
  return kept.reverse()
}

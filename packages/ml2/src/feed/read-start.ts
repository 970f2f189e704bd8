import type { Cursor, FeedCounters, FeedSnapshot, SharedEvent } from '@netloom/core'
import type { ChangeLog } from '@netloom/core/store'
import { changeEvent, noChange } from './change-group.ts'
import { sharedEvent } from './shared-event.ts'
import type { WatchedTopic } from './watched-topic.ts'

/** Who is further behind gets a snapshot: it is no longer than so many changes are. */
const LONGEST_CATCH_UP = 2_000

/** How a watcher begins: what it is told first (a change without changes when it is up to date), and where it stands then. */
export interface Start {
  readonly position: number
  readonly message: SharedEvent
}

/** Starts the watchers of one topic. Those that need a snapshot share it: read once, turned into text once. */
export function readStart(
  log: ChangeLog,
  topic: WatchedTopic,
  counters: FeedCounters,
): (after: Cursor | undefined) => Promise<Start> {
  let shared: SharedEvent | undefined

  const snapshot = async (): Promise<SharedEvent> => {
    if (shared !== undefined) return shared
    const { cursor, items } = await log.snapshot(topic.name)
    const event: FeedSnapshot = { type: 'snapshot', topic: topic.name, cursor, items }
    counters.snapshots += 1
    topic.begin(event)
    shared = sharedEvent(event)
    return shared
  }
  const fromSnapshot = async (): Promise<Start> => {
    const message = await snapshot()
    return { position: message.event.cursor.rev, message }
  }

  return async (after) => {
    const now = topic.state?.rev ?? (await fromSnapshot()).position
    if (after?.epoch !== log.epoch) return fromSnapshot()
    // Ahead of the topic: it caught up beyond the tail a moment ago, or its cursor is of a log that this one is not (restored
    // from a backup), whatever its epoch says.
    const isAhead = after.rev > now
    if (isAhead && (await log.read(after.rev - 1, 1, topic.name))[0]?.rev !== after.rev) return fromSnapshot()
    // Said all the same: an agent that starts from its journal must learn that what it remembers still counts.
    const upToDate: Start = { position: after.rev, message: sharedEvent(noChange(topic.name, after)) }
    if (after.rev === now) return upToDate
    const changes = await log.read(after.rev, LONGEST_CATCH_UP + 1, topic.name)
    if (isAhead && changes.length === 0) return upToDate
    // Asked after the read: what was trimmed before the read is noticed, what is trimmed now was still read.
    const incomplete = after.rev < (await log.tail()) - 1 || changes.length === 0 || changes.length > LONGEST_CATCH_UP
    if (incomplete) return fromSnapshot()
    const event = changeEvent(log.epoch, after.rev, changes)
    return { position: event.cursor.rev, message: sharedEvent(event) }
  }
}

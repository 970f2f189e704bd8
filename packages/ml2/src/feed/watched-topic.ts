import type { FeedSnapshot, SharedEvent } from '@netloom/core'
import type { LoggedChange } from '@netloom/core/store'
import { digestOf, toggle, type Topic } from '@netloom/core/wire'
import { changeEvent } from './change-group.ts'
import { sharedEvent } from './shared-event.ts'
import type { Watcher } from './watcher.ts'

/** Position and digest of a topic, as far as the log has been read. */
export interface TopicPosition {
  readonly rev: number
  readonly digest: string
}

/** A topic that somebody watches: its watchers, and its running digest. */
export class WatchedTopic {
  readonly watchers: Set<Watcher> = new Set<Watcher>()
  /** Unknown until the first snapshot. */
  state: TopicPosition | undefined

  constructor(
    readonly name: Topic,
    private readonly epoch: string,
  ) {}

  begin(snapshot: FeedSnapshot): TopicPosition {
    this.state ??= { rev: snapshot.cursor.rev, digest: digestOf(snapshot.items) }
    return this.state
  }

  /**
   * Takes what the log says next about this topic. Returns the event for watchers that stand where the topic stood; undefined
   * when all of it is known already, `gap` when the log skipped something.
   */
  advance(
    changes: readonly LoggedChange[],
  ): { readonly previous: number; readonly event: SharedEvent } | 'gap' | undefined {
    const state = this.state
    if (state === undefined) return undefined
    const fresh = changes.filter(({ rev }) => rev > state.rev)
    const last = fresh.at(-1)
    if (last === undefined) return undefined
    if (fresh[0]?.previousRev !== state.rev) return 'gap'
    this.state = { rev: last.rev, digest: fresh.reduce(digestAfter, state.digest) }
    return { previous: state.rev, event: sharedEvent(changeEvent(this.epoch, state.rev, fresh)) }
  }

  /** What a watcher needs that already stands at `position`, further than the others; undefined = nothing. */
  remainder(position: number, changes: readonly LoggedChange[]): SharedEvent | undefined {
    const rest = changes.filter(({ rev }) => rev > position)
    return rest.length === 0 ? undefined : sharedEvent(changeEvent(this.epoch, position, rest))
  }
}

function digestAfter(digest: string, { key, revision, previousRevision, body }: LoggedChange): string {
  const without = previousRevision > 0 ? toggle(digest, key, previousRevision) : digest
  return body === null ? without : toggle(without, key, revision)
}

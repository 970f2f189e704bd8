import type { Cursor, SharedEvent } from '@netloom/core'
import type { Topic } from '@netloom/core/wire'

/** One call of `watch`. */
export interface Watcher {
  readonly topic: Topic
  readonly deliver: (message: SharedEvent) => void
  /** Where it wants to go on; only looked at when it starts. */
  after: Cursor | undefined
  /** Log position of the last event it got; undefined = not started. */
  position: number | undefined
  stopped: boolean
}

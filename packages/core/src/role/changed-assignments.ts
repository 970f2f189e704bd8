import type { FeedItem } from '../feed/feed-item.ts'
import type { Topic } from '../feed/topic.ts'
import type { RoleView } from './agent-role.ts'

/** An object that was given to an agent, or whose item says something else now; without an item it was taken away. */
export interface ChangedAssignment {
  readonly id: string
  readonly item: FeedItem | undefined
}

/**
 * What touched items of an agent's root topic say of the objects it has. `prefix` is that of their keys: `router/`. An item that this
 * version cannot read says nothing about leaving, and is left out.
 */
export function* changedAssignments(
  view: RoleView,
  root: Topic,
  prefix: string,
  touched: Iterable<string>,
): Iterable<ChangedAssignment> {
  for (const key of touched) {
    const item = view.item(root, key)
    if (!key.startsWith(prefix) || (item !== undefined && item.body === undefined)) continue
    yield { id: key.slice(prefix.length), item }
  }
}

import type { PendingWrite } from './outbox.ts'

export interface CurrentItem {
  readonly revision: number
  readonly body: string
}

/**
 * The revision a write gets, or undefined when it changes nothing. An agent drops what is not newer than what it has, so a
 * changed body must never keep or lower its revision.
 */
export function nextRevision(write: PendingWrite, current: CurrentItem | undefined): number | undefined {
  if (current === undefined) return write.body === null ? undefined : Math.max(write.revision, 1)
  if (write.body === current.body && write.revision <= current.revision) return undefined
  return Math.max(write.revision, current.revision + 1)
}

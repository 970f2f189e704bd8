import type { FeedItem } from '@netloom/core'
import type { LoggedChange } from '@netloom/core/store'

/** A row of `changes`. */
export interface ChangeRow {
  readonly rev: number
  readonly topic: string
  readonly item_key: string
  readonly revision: number
  readonly previous_revision: number
  readonly previous_rev: number
  readonly body: string | null
}

/** What a snapshot needs of a row of `feed_items`. */
export type ItemRow = Pick<ChangeRow, 'item_key' | 'revision'> & { readonly body: string }

export const CHANGE_COLUMNS = 'rev, topic, item_key, revision, previous_revision, previous_rev, body'

/** Rows per trimming transaction: other writers wait no longer than this takes. */
export const TRIM_STEP = 1_000

export function loggedChange(row: ChangeRow): LoggedChange {
  return {
    rev: row.rev,
    topic: row.topic,
    key: row.item_key,
    revision: row.revision,
    previousRevision: row.previous_revision,
    previousRev: row.previous_rev,
    body: row.body === null ? null : JSON.parse(row.body),
  }
}

export function feedItem({ item_key, revision, body }: ItemRow): FeedItem {
  return { key: item_key, revision, body: JSON.parse(body) as unknown }
}

import type { FeedWrite } from '@netloom/core'
import { checkItemSize } from '@netloom/core/wire'

/** A feed write as it will be stored. */
export interface PendingWrite {
  readonly topic: string
  readonly key: string
  readonly revision: number
  readonly body: string | null
}

/**
 * What a transaction has published so far. The last body of an item wins, so that several writes to one item become one
 * change, or none when the item ends as it began.
 */
export class Outbox {
  private readonly writes = new Map<string, PendingWrite>()

  /** @throws {FeedItemTooLargeError} for what no host could be sent */
  put(write: FeedWrite): void {
    const { topic, key, revision } = write
    if (!Number.isSafeInteger(revision))
      throw new TypeError(`Revision of ${topic} ${key} is not an integer: ${String(revision)}`)
    const id = `${topic}\n${key}`
    const earlier = this.writes.get(id)
    // Deleted first: changes are logged in the order of the last write.
    if (earlier !== undefined) this.writes.delete(id)
    this.writes.set(id, {
      topic,
      key,
      revision: Math.max(revision, earlier?.revision ?? 0),
      body: text(write),
    })
  }

  take(): readonly PendingWrite[] {
    const taken = [...this.writes.values()]
    this.writes.clear()
    return taken
  }
}

function text(write: FeedWrite): string | null {
  const { topic, key, body } = write
  if (body === null) return null
  const json = JSON.stringify(body) as string | undefined
  if (json === undefined) throw new TypeError(`Body of ${topic} ${key} has no JSON form`)
  checkItemSize(write, json)
  return json
}

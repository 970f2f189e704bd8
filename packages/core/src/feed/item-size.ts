import { FeedItemTooLargeError } from '../errors/feed-errors.ts'
import type { Logger } from '../logger.ts'
import type { FeedWrite } from './feed-item.ts'

/** Bytes of one item's body as JSON. A port with 240 DHCP options of the longest kind fits. */
export const MAX_ITEM_BYTES: number = 64 * 1024

/** Judges what is about to be written: what cannot be sent is refused to whoever writes it. @throws {FeedItemTooLargeError} */
export function checkItemSize(write: FeedWrite, json: string): void {
  // Most are so short that nobody has to count.
  if (json.length * 3 <= MAX_ITEM_BYTES) return
  const bytes = Buffer.byteLength(json)
  if (bytes > MAX_ITEM_BYTES) throw tooLarge(write, bytes)
}

/** Those that can be sent. Rows of an earlier release may be longer than what can be written today: they are left out, and named. */
export function withoutTooLarge(writes: readonly FeedWrite[], logger: Logger): readonly FeedWrite[] {
  return writes.filter((write) => {
    const bytes = write.body === null ? 0 : Buffer.byteLength(JSON.stringify(write.body))
    if (bytes <= MAX_ITEM_BYTES) return true
    const { topic, key } = write
    logger.error({ topic, key, bytes, limit: MAX_ITEM_BYTES }, tooLarge(write, bytes).message)
    return false
  })
}

function tooLarge({ key, body }: FeedWrite, bytes: number): FeedItemTooLargeError {
  const fields = Object.entries(body as Record<string, unknown>).map(([name, value]) => ({
    name,
    bytes: Buffer.byteLength(JSON.stringify(value)),
  }))
  const largest = fields.reduce((most, field) => (field.bytes > most.bytes ? field : most), { name: '', bytes: 0 })
  return new FeedItemTooLargeError(key, bytes, MAX_ITEM_BYTES, largest)
}

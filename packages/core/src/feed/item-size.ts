import { FeedItemTooLargeError } from '../errors/feed-errors.ts'
import type { Logger } from '../base/logger.ts'
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
  return new FeedItemTooLargeError(key, bytes, MAX_ITEM_BYTES, largestField(body) ?? { name: 'its body', bytes })
}

interface Field {
  readonly name: string
  readonly bytes: number
}

/** Undefined for what has no fields with names: a text's would be its characters, one by one. */
function largestField(body: unknown): Field | undefined {
  if (typeof body !== 'object' || body === null || Array.isArray(body)) return undefined
  let largest: Field | undefined
  for (const [name, value] of Object.entries(body)) {
    // What has no JSON form (undefined, a function) is left out of the body, and takes nothing.
    const json = JSON.stringify(value) as string | undefined
    const bytes = json === undefined ? 0 : Buffer.byteLength(json)
    if (largest === undefined || bytes > largest.bytes) largest = { name, bytes }
  }
  return largest
}

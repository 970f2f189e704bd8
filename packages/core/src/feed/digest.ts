/**
 * Digest of a topic: XOR over its items of a 64-bit hash of `<key>@<revision>`, as 16 lower-case hex digits. XOR makes it
 * independent of order and lets both ends keep it running. The hash is MurmurHash3 x86_32 of the UTF-8 text, twice: seed 0
 * gives the upper half, seed 0x9747b28c the lower one.
 */
export const EMPTY_DIGEST = '0000000000000000'

const UPPER_SEED = 0
const LOWER_SEED = 0x9747b28c

interface Keyed {
  readonly key: string
  readonly revision: number
}

export function digestOf(items: Iterable<Keyed>): string {
  let upper = 0
  let lower = 0
  for (const { key, revision } of items) {
    const bytes = utf8(`${key}@${String(revision)}`)
    upper ^= murmur3(bytes, UPPER_SEED)
    lower ^= murmur3(bytes, LOWER_SEED)
  }
  return hex(upper) + hex(lower)
}

/** Adds the item to the digest, or takes it out: the same operation. */
export function toggle(digest: string, key: string, revision: number): string {
  const bytes = utf8(`${key}@${String(revision)}`)
  const upper = parseInt(digest.slice(0, 8), 16) ^ murmur3(bytes, UPPER_SEED)
  const lower = parseInt(digest.slice(8), 16) ^ murmur3(bytes, LOWER_SEED)
  return hex(upper) + hex(lower)
}

const encoder = new TextEncoder()
const scratch = new Uint8Array(1024)

/** The text's bytes, valid until the next call: a topic of 20,000 items shall not make 20,000 arrays. */
function utf8(text: string): Uint8Array {
  if (text.length * 3 > scratch.length) return encoder.encode(text)
  return scratch.subarray(0, encoder.encodeInto(text, scratch).written)
}

function hex(half: number): string {
  return (half >>> 0).toString(16).padStart(8, '0')
}

function murmur3(bytes: Uint8Array, seed: number): number {
  const whole = bytes.length & ~3
  let hash = seed
  for (let at = 0; at < whole; at += 4) {
    hash ^= scramble(
      byte(bytes, at) | (byte(bytes, at + 1) << 8) | (byte(bytes, at + 2) << 16) | (byte(bytes, at + 3) << 24),
    )
    hash = (hash << 13) | (hash >>> 19)
    hash = (Math.imul(hash, 5) + 0xe6546b64) | 0
  }
  let rest = 0
  for (let at = bytes.length - 1; at >= whole; at -= 1) rest = (rest << 8) | byte(bytes, at)
  hash ^= scramble(rest) ^ bytes.length
  hash = Math.imul(hash ^ (hash >>> 16), 0x85ebca6b)
  hash = Math.imul(hash ^ (hash >>> 13), 0xc2b2ae35)
  return hash ^ (hash >>> 16)
}

function scramble(block: number): number {
  const mixed = Math.imul(block, 0xcc9e2d51)
  return Math.imul((mixed << 15) | (mixed >>> 17), 0x1b873593)
}

function byte(bytes: Uint8Array, at: number): number {
  return bytes[at] ?? 0
}

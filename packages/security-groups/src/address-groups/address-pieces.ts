import { LIMITS } from '@netloom/core/kit'

/** Prefixes that one item holds for sure, and those that an item of several holds on average: their hashes do not fill all alike. */
const ALONE = 1_000
const AVERAGE = 700
/** Items of the largest group. */
export const MOST_PIECES: number = countFor(LIMITS.addresses)

/**
 * Prefixes of a group by the item that tells hosts of them: an item has 64 KiB. Each prefix has its place by its own text, so that a
 * change of one is a change of one item; when the number of items doubles, half of each moves into a new one. Pure.
 */
export function addressPieces(addresses: readonly string[]): readonly (readonly string[])[] {
  const pieces: string[][] = Array.from({ length: countFor(addresses.length) }, () => [])
  for (const address of addresses) pieces[hashOf(address) % pieces.length]?.push(address)
  return pieces
}

function countFor(addresses: number): number {
  if (addresses <= ALONE) return 1
  return 2 ** Math.ceil(Math.log2(addresses / AVERAGE))
}

/** FNV-1a of 32 bits. */
function hashOf(text: string): number {
  let hash = 0x811c9dc5
  for (let at = 0; at < text.length; at += 1) hash = Math.imul(hash ^ text.charCodeAt(at), 0x01000193)
  return (hash ^ (hash >>> 15)) >>> 0
}

import { type Cidr, formatCidr, type IpVersion, mapInTurns, parseCidr } from '@netloom/core/kit'
import { blocks } from './blocks.ts'
import { prefixSet, type PrefixSet } from './prefix-set.ts'

/** The fewest prefixes that say the same, ascending: `10.0.0.0/16, 10.1.0.0/16` is `10.0.0.0/15`. */
export async function formatPrefixes(version: IpVersion, set: PrefixSet): Promise<readonly string[]> {
  return (await mapInTurns(set, (run) => [...blocks(version, run)].map(formatCidr))).flat()
}

const IPV4 = /^(\d+)\.(\d+)\.(\d+)\.(\d+)\/(\d+)$/

/** Prefixes out of the store. */
export function storedPrefixes(texts: readonly string[]): PrefixSet {
  return prefixSet(texts.map(storedPrefix))
}

/** A canonical prefix: a pool of thousands of IPv4 subnets is read for each one more, so these are not judged anew. */
export function storedPrefix(text: string): Cidr {
  const parts = IPV4.exec(text)
  if (parts !== null) {
    const [a = 0, b = 0, c = 0, d = 0, prefixLength = 32] = parts.slice(1).map(Number)
    const first = ((a * 256 + b) * 256 + c) * 256 + d
    return { version: 4, prefixLength, first: BigInt(first), last: BigInt(first + 2 ** (32 - prefixLength) - 1) }
  }
  const cidr = parseCidr(text)
  if (cidr === undefined) throw new TypeError(`the store holds '${text}' as a prefix`)
  return cidr
}

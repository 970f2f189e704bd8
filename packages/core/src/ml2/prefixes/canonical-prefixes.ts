import type { IpVersion } from '../ipam/address.ts'
import { formatCidr, parseCidr, type Cidr } from '../ipam/cidr.ts'
import { blocks } from './blocks.ts'
import { prefixSet, type PrefixSet } from './prefix-set.ts'

/** The fewest prefixes that say the same, ascending: `10.0.0.0/16, 10.1.0.0/16` is `10.0.0.0/15`. */
export function formatPrefixes(version: IpVersion, set: PrefixSet): readonly string[] {
  return set.flatMap((run) => [...blocks(version, run)].map(formatCidr))
}

/** Prefixes out of the store. */
export function storedPrefixes(texts: readonly string[]): PrefixSet {
  return prefixSet(texts.map(storedPrefix))
}

export function storedPrefix(text: string): Cidr {
  const cidr = parseCidr(text)
  if (cidr === undefined) throw new TypeError(`the store holds '${text}' as a prefix`)
  return cidr
}

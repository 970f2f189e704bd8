import type { Cidr, IpVersion } from '@netloom/core/kit'
import { ADDRESS_BITS, blocks, cidrAt } from './blocks.ts'
import type { PrefixSet } from './prefix-set.ts'

/**
 * A prefix of that length out of free addresses: the first one of the smallest free block that holds it, the lowest of equals,
 * so that large blocks stay whole. undefined exactly when no such prefix is free. Neutron: the same choice.
 */
export function bestFit(version: IpVersion, free: PrefixSet, prefixLength: number): Cidr | undefined {
  const size = 1n << BigInt(ADDRESS_BITS[version] - prefixLength)
  let best: Cidr | undefined
  for (const run of free) {
    if (run.last - run.first + 1n < size) continue
    for (const block of blocks(version, run)) {
      if (block.prefixLength > prefixLength) continue
      if (best === undefined || block.prefixLength > best.prefixLength) best = block
    }
    if (best?.prefixLength === prefixLength) break
  }
  return best === undefined ? undefined : cidrAt(version, best.first, prefixLength)
}

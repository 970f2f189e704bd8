import type { Cidr, IpVersion } from '@netloom/core/kit'
import type { Run } from './prefix-set.ts'

export const ADDRESS_BITS = { 4: 32, 6: 128 } as const

/** The prefix of that length that begins at `first`, which must have no host bits. */
export function cidrAt(version: IpVersion, first: bigint, prefixLength: number): Cidr {
  return { version, prefixLength, first, last: first + (1n << BigInt(ADDRESS_BITS[version] - prefixLength)) - 1n }
}

/** The fewest prefixes that make up a run, ascending; at most two per bit of an address. */
export function* blocks(version: IpVersion, { first, last }: Run): Generator<Cidr> {
  let next = first
  while (next <= last) {
    // as large as its own alignment and the rest of the run allow
    const fits = bitLength(last - next + 1n) - 1
    const hostBits = next === 0n ? fits : Math.min(fits, trailingZeros(next))
    const block = cidrAt(version, next, ADDRESS_BITS[version] - hostBits)
    yield block
    next = block.last + 1n
  }
}

const bitLength = (value: bigint): number => value.toString(2).length
const trailingZeros = (value: bigint): number => bitLength(value & -value) - 1

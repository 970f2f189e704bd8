import type { PortItem } from '@netloom/core/wire'
import { type AllowedPair, rangeOf, allowedAddresses } from './allowed-addresses.ts'
import type { GuardElement } from './guard-state.ts'
import { plainAddress } from './nft-words.ts'

/** What frames from a port's device may look like: its elements in the sets that all guards share. */
export function guardElements(
  port: PortItem,
  device: string,
  permitted: readonly number[] = [],
): { readonly macs: readonly string[]; readonly elements: readonly GuardElement[] } {
  const { macs, ipv4, ipv6 } = allowedAddresses(port)
  const of = (set: string, ...parts: readonly string[]): GuardElement => [set, [`"${device}"`, ...parts].join(' . ')]
  const pair = ({ mac, address }: AllowedPair): readonly GuardElement[] => {
    const plain = plainAddress(address)
    if (plain === undefined) return []
    const set = `${plain.text.includes('/') ? 'prefixes' : 'pairs'}${String(plain.family)}`
    return [of(set, mac, plain.text)]
  }
  return {
    macs,
    elements: [
      ...macs.map((mac) => of('macs', mac)),
      ...[...new Set(permitted)].map((ethertype) => of('permitted', `0x${ethertype.toString(16)}`)),
      ...[...ipv4, ...ipv6].flatMap(pair),
      ...targets(ipv6).map(({ first, last }) =>
        first === last ? of('targets', hex(first)) : of('target-ranges', `${hex(first)}-${hex(last)}`),
      ),
    ],
  }
}

interface Range {
  readonly first: bigint
  readonly last: bigint
}

/** Addresses that neighbours may be told of, whichever of the port's MACs tells. */
function targets(pairs: readonly AllowedPair[]): readonly Range[] {
  const ranges = pairs.map(({ address }) => rangeOf(address)).sort((a, b) => (a.first < b.first ? -1 : 1))
  const merged: { first: bigint; last: bigint }[] = []
  for (const { first, last } of ranges) {
    const before = merged.at(-1)
    if (before !== undefined && first <= before.last) before.last = last > before.last ? last : before.last
    else merged.push({ first, last })
  }
  return merged
}

const hex = (value: bigint): string => `0x${value.toString(16)}`

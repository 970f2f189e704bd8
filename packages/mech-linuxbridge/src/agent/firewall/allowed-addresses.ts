import { allowedSenders } from '@netloom/core/firewall'
import { parseAddress, parseCidr } from '@netloom/core/kit'
import type { PortItem } from '@netloom/core/wire'
import { plainAddress } from './nft-words.ts'

/** What a port may say it is: pairs of a MAC and an address or prefix. */
export interface AllowedAddresses {
  readonly macs: readonly string[]
  readonly ipv4: readonly AllowedPair[]
  readonly ipv6: readonly AllowedPair[]
}

export interface AllowedPair {
  readonly mac: string
  /** An address, or a prefix that is no single address. */
  readonly address: string
}

/** Who it may be (`allowedSenders`), by family, without what another of its prefixes says already. */
export function allowedAddresses(port: PortItem): AllowedAddresses {
  const pairs = allowedSenders(port).map(({ mac, address }) => ({
    mac,
    address: plainAddress(address)?.text ?? address,
  }))
  const is6 = ({ address }: AllowedPair): boolean => address.includes(':')
  return {
    macs: [...new Set(pairs.map(({ mac }) => mac))].sort(),
    ipv4: withoutOverlaps(pairs.filter((pair) => !is6(pair))),
    ipv6: withoutOverlaps(pairs.filter(is6)),
  }
}

interface Range {
  readonly first: bigint
  readonly last: bigint
}

/** Addresses that lie in another of the same MAC's prefixes say nothing new, and the kernel refuses sets that overlap. */
function withoutOverlaps(pairs: readonly AllowedPair[]): readonly AllowedPair[] {
  const ranged = pairs.map((pair) => ({ pair, range: rangeOf(pair.address) }))
  return ranged
    .filter(
      ({ pair, range }, index) =>
        !ranged.some(
          (other, at) => other.pair.mac === pair.mac && at !== index && covers(other.range, range, at < index),
        ),
    )
    .map(({ pair }) => pair)
    .sort((a, b) => (`${a.mac} ${a.address}` < `${b.mac} ${b.address}` ? -1 : 1))
}

function covers(outer: Range, inner: Range, winsTies: boolean): boolean {
  if (outer.first === inner.first && outer.last === inner.last) return winsTies
  return outer.first <= inner.first && inner.last <= outer.last
}

/** First and last address as numbers. @throws {TypeError} for neither address nor prefix: the controller lets none through */
export function rangeOf(text: string): Range {
  const address = parseAddress(text)
  if (address !== undefined) return { first: address.value, last: address.value }
  const cidr = parseCidr(text)
  if (cidr === undefined) throw new TypeError(`${text} is neither an address nor a prefix`)
  return cidr
}

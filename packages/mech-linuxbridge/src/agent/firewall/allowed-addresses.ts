import { isIPv6 } from 'node:net'
import { allowedSenders } from '@netloom/core/firewall'
import type { PortItem } from '@netloom/core/wire'

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
  const pairs = allowedSenders(port).map(({ mac, address }) => ({ mac, address: plain(address) }))
  const is6 = ({ address }: AllowedPair): boolean => address.includes(':')
  return {
    macs: [...new Set(pairs.map(({ mac }) => mac))].sort(),
    ipv4: withoutOverlaps(pairs.filter((pair) => !is6(pair))),
    ipv6: withoutOverlaps(pairs.filter(is6)),
  }
}

/** `10.0.0.5/32` → `10.0.0.5`: shown as the kernel shows it. */
function plain(address: string): string {
  const [base = '', length] = address.split('/')
  return length === (base.includes(':') ? '128' : '32') ? base : address
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

/** First and last address as numbers. */
export function rangeOf(address: string): Range {
  const [base = '', length] = address.split('/')
  const bits = isIPv6(base) ? 128n : 32n
  const host = bits - BigInt(length ?? bits)
  const first = (numberOf(base) >> host) << host
  return { first, last: first + (1n << host) - 1n }
}

function numberOf(address: string): bigint {
  if (!address.includes(':')) return address.split('.').reduce((sum, byte) => (sum << 8n) | BigInt(byte), 0n)
  const [head = '', tail] = address.split('::')
  const groups = (text: string): readonly string[] => (text === '' ? [] : text.split(':'))
  const [before, after] = [groups(head), groups(tail ?? '')]
  const zeros = Array<string>(tail === undefined ? 0 : 8 - before.length - after.length).fill('0')
  return [...before, ...zeros, ...after].reduce((sum, group) => (sum << 16n) | BigInt(`0x${group}`), 0n)
}

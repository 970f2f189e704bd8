import { isIPv6 } from 'node:net'
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

/** Its own addresses, those of its pairs, and the link-local address that each of its MACs makes (RFC 4291, appendix A). */
export function allowedAddresses({ macAddress, fixedIps, allowedAddressPairs }: PortItem): AllowedAddresses {
  const pairs: AllowedPair[] = [
    ...fixedIps.map(({ ipAddress }) => ({ mac: macAddress, address: ipAddress })),
    ...allowedAddressPairs.map((pair) => ({ mac: pair.macAddress, address: plain(pair.ipAddress) })),
  ]
  const macs = [...new Set([macAddress, ...pairs.map(({ mac }) => mac)])].sort()
  const own = macs.map((mac) => ({ mac, address: linkLocal(mac) }))
  const is6 = ({ address }: AllowedPair): boolean => address.includes(':')
  return {
    macs,
    ipv4: withoutOverlaps(pairs.filter((pair) => !is6(pair))),
    ipv6: withoutOverlaps([...own, ...pairs.filter(is6)]),
  }
}

/** `10.0.0.5/32` → `10.0.0.5`: shown as the kernel shows it. */
function plain(address: string): string {
  const [base = '', length] = address.split('/')
  return length === (base.includes(':') ? '128' : '32') ? base : address
}

export function linkLocal(mac: string): string {
  const [a = 0, b = 0, c = 0, d = 0, e = 0, f = 0] = mac.split(':').map((byte) => Number.parseInt(byte, 16))
  const groups = [((a ^ 2) << 8) | b, (c << 8) | 0xff, 0xfe00 | d, (e << 8) | f]
  return `fe80::${groups.map((group) => group.toString(16)).join(':')}`
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

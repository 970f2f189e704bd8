import type { PortItem } from '@netloom/core/wire'
import { allowedAddresses, rangeOf, type AllowedPair } from './allowed-addresses.ts'
import { counterName, type Reason } from './guard-state.ts'

/**
 * What frames from a port's device must look like, in the order of the questions. Ethertypes other than ARP and IP have no
 * address that could be wrong beside the MAC.
 */
export function guardRules(port: PortItem, device: string, permitted: readonly number[] = []): readonly string[] {
  const { macs, ipv4, ipv6 } = allowedAddresses(port)
  const drop = (reason: Reason): string => `counter name "${counterName(device, reason)}" drop`
  return [
    `ether saddr != ${setOf(macs)} ${drop('mac')}`,
    ...permitted.map((ethertype) => `ether type ${ethertypeText(ethertype)} accept`),
    // In a tag (RFC 802.1Q; VLAN 0 is none) all that follows would be hidden, and no network of a bridge has tagged guests.
    `ether type 8021q ${drop('vlan')}`,
    `ether type 8021ad ${drop('vlan')}`,
    `arp saddr ether != ${setOf(macs)} ${drop('arp')}`,
    // An ARP probe (RFC 5227): nobody's address yet.
    'arp saddr ip 0.0.0.0 accept',
    ...accept('arp', 'arp saddr ip', ipv4, macs),
    `ether type arp ${drop('arp')}`,
    // A client that has no address asks for one.
    'ip saddr 0.0.0.0 udp sport 68 udp dport 67 accept',
    `ip protocol udp udp sport 67 udp dport 68 ${drop('dhcp-server')}`,
    ...accept('ip', 'ip saddr', ipv4, macs),
    `ether type ip ${drop('ipv4')}`,
    `icmpv6 type nd-router-advert ${drop('ra')}`,
    // Not `ip6 nexthdr udp`: whatever headers stand between (RFC 8200, 4.1), and in a first fragment.
    `ether type ip6 udp sport 547 udp dport 546 ${drop('dhcp-server')}`,
    // Without an address yet: is it free (RFC 4862), and which groups matter (RFC 3810).
    'ip6 saddr :: icmpv6 type { mld-listener-report, mld-listener-done, nd-neighbor-solicit, mld2-listener-report } accept',
    `icmpv6 type nd-neighbor-advert @th,64,128 != ${setOf(targets(ipv6))} ${drop('nd')}`,
    ...accept('ip6', 'ip6 saddr', ipv6, macs),
    `ether type ip6 ${drop('ipv6')}`,
  ]
}

/** As nftables lists it. */
function ethertypeText(ethertype: number): string {
  const name = { 0x8100: '8021q', 0x88a8: '8021ad' }[ethertype]
  return name ?? `0x${ethertype.toString(16).padStart(4, '0')}`
}

function accept(type: string, what: string, pairs: readonly AllowedPair[], macs: readonly string[]): readonly string[] {
  if (pairs.length === 0) return []
  // With one MAC, which was asked about already, no set of pairs is needed: those are dear.
  if (macs.length === 1) {
    return pairs.map(({ address }) => (isAny(address) ? `ether type ${type} accept` : `${what} ${address} accept`))
  }
  return [`ether saddr . ${what} { ${pairs.map(({ mac, address }) => `${mac} . ${address}`).join(', ')} } accept`]
}

const isAny = (prefix: string): boolean => prefix === '0.0.0.0/0' || prefix === '::/0'

/** The address that an advertisement is about stands 8 bytes behind the beginning of its ICMP header (RFC 4861, 4.4). */
function targets(pairs: readonly AllowedPair[]): readonly string[] {
  const ranges = pairs.map(({ address }) => rangeOf(address)).sort((a, b) => (a.first < b.first ? -1 : 1))
  const merged: { first: bigint; last: bigint }[] = []
  for (const { first, last } of ranges) {
    const before = merged.at(-1)
    if (before !== undefined && first <= before.last) before.last = last > before.last ? last : before.last
    else merged.push({ first, last })
  }
  return merged.map(({ first, last }) => (first === last ? hex(first) : `${hex(first)}-${hex(last)}`))
}

const hex = (value: bigint): string => `0x${value.toString(16)}`

const setOf = (elements: readonly string[]): string =>
  elements.length === 1 ? (elements[0] ?? '') : `{ ${elements.join(', ')} }`

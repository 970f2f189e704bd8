import { canonicalAddress, parseAddress } from '../addresses/address.ts'
import { cidrContains, parseCidr } from '../addresses/cidr.ts'
import type { PortItem } from '../feed/payloads.ts'

/** A MAC, and an address or prefix that it may send from. */
export interface AllowedSender {
  readonly mac: string
  readonly address: string
}

/** Who a port may be: itself, its allowed pairs, and of each MAC the link-local address that a station makes of it. Pure. */
export function allowedSenders({
  macAddress,
  fixedIps,
  allowedAddressPairs,
}: Pick<PortItem, 'macAddress' | 'fixedIps' | 'allowedAddressPairs'>): readonly AllowedSender[] {
  const own = macAddress.toLowerCase()
  const pairs = [
    ...fixedIps.map(({ ipAddress }) => ({ mac: own, address: ipAddress })),
    ...allowedAddressPairs.map((pair) => ({ mac: pair.macAddress.toLowerCase() || own, address: pair.ipAddress })),
  ]
  const macs = [...new Set([own, ...pairs.map(({ mac }) => mac)])]
  return [...pairs, ...macs.map((mac) => ({ mac, address: linkLocalAddress(mac) }))]
}

/** RFC 4291, appendix A. */
export function linkLocalAddress(mac: string): string {
  const [a = 0, b = 0, c = 0, d = 0, e = 0, f = 0] = mac.split(':').map((byte) => Number.parseInt(byte, 16))
  const groups = [((a ^ 2) << 8) | b, (c << 8) | 0xff, 0xfe00 | d, (e << 8) | f]
  const text = `fe80::${groups.map((group) => group.toString(16)).join(':')}`
  return canonicalAddress(text) ?? text
}

/** Whether an address is one of, or lies in one of, some addresses and prefixes. */
export function isAmong(prefixes: Iterable<string>, text: string): boolean {
  const address = parseAddress(text)
  if (address === undefined) return false
  for (const prefix of prefixes) {
    const single = parseAddress(prefix)
    if (single !== undefined && single.version === address.version && single.value === address.value) return true
    const cidr = parseCidr(prefix)
    if (cidr !== undefined && cidrContains(cidr, address)) return true
  }
  return false
}

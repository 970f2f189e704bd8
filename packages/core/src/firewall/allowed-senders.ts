import { parseAddress } from '../addresses/address.ts'
import { cidrContains, parseCidr } from '../addresses/cidr.ts'
import { linkLocalAddress } from '../addresses/link-local.ts'
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

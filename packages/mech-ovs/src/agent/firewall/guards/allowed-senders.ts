import type { PortItem } from '@netloom/core/wire'
import { linkLocal } from './link-local.ts'

/** A MAC, and an address that it may send from. */
export interface Sender {
  readonly mac: string
  readonly family: 'ipv4' | 'ipv6'
  /** Address or prefix; absent = any of the family. */
  readonly address?: string
}

/** Who a port may be: the port itself and its allowed pairs. */
export interface AllowedSenders {
  readonly macs: readonly string[]
  readonly senders: readonly Sender[]
}

/** A prefix of length 0 allows every address of its family. Every MAC has its link-local address. Pure. */
export function allowedSenders({ macAddress, fixedIps, allowedAddressPairs }: PortItem): AllowedSenders {
  const own = macAddress.toLowerCase()
  const pairs = [
    ...fixedIps.map(({ ipAddress }) => ({ mac: own, ipAddress })),
    ...allowedAddressPairs.map(({ ipAddress, macAddress: mac }) => ({ mac: mac.toLowerCase() || own, ipAddress })),
  ]
  const macs = [...new Set([own, ...pairs.map(({ mac }) => mac)])]
  return {
    macs,
    senders: [
      ...pairs.map(({ mac, ipAddress }) => senderOf(mac, ipAddress)),
      ...macs.map((mac) => senderOf(mac, linkLocal(mac))),
    ],
  }
}

function senderOf(mac: string, ipAddress: string): Sender {
  const family = ipAddress.includes(':') ? 'ipv6' : 'ipv4'
  return ipAddress.endsWith('/0') ? { mac, family } : { mac, family, address: ipAddress }
}

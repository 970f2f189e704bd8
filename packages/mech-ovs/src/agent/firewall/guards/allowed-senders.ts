import { allowedSenders as sendersOf } from '@netloom/core/firewall'
import type { PortItem } from '@netloom/core/wire'

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

/** A prefix of length 0 allows every address of its family. Pure. */
export function allowedSenders(port: PortItem): AllowedSenders {
  const allowed = sendersOf(port)
  return {
    macs: [...new Set(allowed.map(({ mac }) => mac))],
    senders: allowed.map(({ mac, address }) => senderOf(mac, address)),
  }
}

function senderOf(mac: string, ipAddress: string): Sender {
  const family = ipAddress.includes(':') ? 'ipv6' : 'ipv4'
  return ipAddress.endsWith('/0') ? { mac, family } : { mac, family, address: ipAddress }
}

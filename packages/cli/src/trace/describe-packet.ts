import type { Frame } from '@netloom/core/firewall'
import { protocolName } from './protocols.ts'

/** `10.0.0.5:40000 → 10.0.0.6:80 tcp`, `10.0.0.5 → 10.0.0.6 icmp type 8 code 0` */
export function describePacket({ ip, sourceMac }: Frame): string {
  if (ip === undefined) return `a frame of ${sourceMac}`
  const { source, destination, protocol, sourcePort, destinationPort, icmpType, icmpCode } = ip
  const end = (address: string, port: number | undefined): string =>
    port === undefined ? address : `${address.includes(':') ? `[${address}]` : address}:${String(port)}`
  const icmp = icmpType === undefined ? '' : ` type ${String(icmpType)} code ${String(icmpCode ?? 0)}`
  return `${end(source, sourcePort)} → ${end(destination, destinationPort)} ${protocolName(protocol)}${icmp}`
}

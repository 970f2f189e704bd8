import type { Frame } from '@netloom/core/firewall'

/** A packet as a rule of nftables matches it, in a bridge's table. Pure. */
export function nftMatch({ sourceMac, ip }: Frame): string {
  if (ip === undefined) return `ether saddr ${sourceMac}`
  const { source, destination, protocol, sourcePort, destinationPort, icmpType, icmpCode } = ip
  const isV6 = source.includes(':')
  const family = isV6 ? 'ip6' : 'ip'
  const icmp = isV6 ? 'icmpv6' : 'icmp'
  return [
    `ether saddr ${sourceMac} ${family} saddr ${source} ${family} daddr ${destination} meta l4proto ${String(protocol)}`,
    ...(sourcePort === undefined || destinationPort === undefined
      ? []
      : [`th sport ${String(sourcePort)} th dport ${String(destinationPort)}`]),
    ...(icmpType === undefined ? [] : [`${icmp} type ${String(icmpType)} ${icmp} code ${String(icmpCode ?? 0)}`]),
  ].join(' ')
}

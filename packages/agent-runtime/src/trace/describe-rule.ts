import type { SecurityRuleItem } from '@netloom/core/firewall'

const NAMES: Readonly<Record<number, string>> = {
  1: 'icmp',
  6: 'tcp',
  17: 'udp',
  33: 'dccp',
  58: 'ipv6-icmp',
  132: 'sctp',
  136: 'udplite',
}

/** `ingress IPv4 tcp 80-90 from 10.0.0.0/8`, `egress IPv6 any` */
export function describeRule(rule: SecurityRuleItem): string {
  const { direction, ethertype, protocol } = rule
  const what = protocol === null ? 'any' : (NAMES[protocol] ?? `protocol ${String(protocol)}`)
  return [direction, ethertype, what, portsOf(rule), remoteOf(rule)].filter(Boolean).join(' ')
}

function portsOf({ protocol, portMin, portMax }: SecurityRuleItem): string {
  if (portMin === null) return ''
  if (protocol === 1 || protocol === 58)
    return `type ${String(portMin)}${portMax === null ? '' : ` code ${String(portMax)}`}`
  return portMin === portMax ? String(portMin) : `${String(portMin)}-${String(portMax)}`
}

function remoteOf({ direction, remotePrefix, remoteGroupId, remoteAddressGroupId }: SecurityRuleItem): string {
  const word = direction === 'ingress' ? 'from' : 'to'
  if (remotePrefix !== null) return `${word} ${remotePrefix}`
  if (remoteGroupId !== null) return `${word} members of ${remoteGroupId}`
  return remoteAddressGroupId === null ? '' : `${word} address group ${remoteAddressGroupId}`
}

import type { RuleItem } from '../wire/firewall-items.ts'

const NAMES: Readonly<Record<number, string>> = { 1: 'icmp', 6: 'tcp', 17: 'udp', 58: 'icmpv6', 132: 'sctp' }

/** `allow IPv4 tcp from 10.0.0.0/8 to 10.1.0.0/24 port 80-90`, `deny IPv4 any` */
export function describeRule(rule: RuleItem): string {
  const { action, ipVersion, protocol, source, destination, sourcePorts, destinationPorts } = rule
  const what = protocol === null ? 'any' : (NAMES[protocol] ?? `protocol ${String(protocol)}`)
  return [
    ...[action, `IPv${String(ipVersion)}`, what],
    ...side('from', source, sourcePorts),
    ...side('to', destination, destinationPorts),
  ].join(' ')
}

function side(word: string, prefix: string | null, ports: RuleItem['sourcePorts']): readonly string[] {
  if (prefix === null && ports === null) return []
  const range = ports === null ? [] : [`port ${ports[0] === ports[1] ? String(ports[0]) : ports.join('-')}`]
  return [word, ...(prefix === null ? [] : [prefix]), ...range]
}

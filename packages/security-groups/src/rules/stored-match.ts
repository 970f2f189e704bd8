import { InvalidInputError } from '@netloom/core'
import type { Direction, RuleMatch, RuleMatchRequest } from '../model/security-group-rule.ts'
import { ethertypeOf, portOf, prefixOf, protocolOf } from './parts.ts'
import { ICMP, ICMPV6 } from '../model/protocols.ts'

const ALL_PORTS = { first: 1, last: 65_535 }

/**
 * A match as it is stored: names in lower case, prefixes with a mask, null for all ports. Whether its parts go together is judged by
 * `judgeMatch`. Pure. @throws in Neutron's words for a part that cannot be, in the order in which Neutron looks at them
 */
export function storedMatch(request: RuleMatchRequest): RuleMatch {
  const direction = directionOf(request.direction)
  const protocol = protocolOf(request.protocol ?? null)
  const min = portOf(request.portRangeMin ?? null)
  const max = portOf(request.portRangeMax ?? null)
  const ethertype = ethertypeOf(request.ethertype ?? 'IPv4')
  const all = min === ALL_PORTS.first && max === ALL_PORTS.last
  return {
    direction,
    ethertype,
    protocol: ethertype === 'IPv6' ? ipv6Protocol(protocol) : protocol,
    portRangeMin: all ? null : min,
    portRangeMax: all ? null : max,
    remoteIpPrefix: prefixOf(request.remoteIpPrefix ?? null),
    remoteGroupId: filled(request.remoteGroupId),
    remoteAddressGroupId: filled(request.remoteAddressGroupId),
  }
}

function directionOf(given: string): Direction {
  if (given === 'ingress' || given === 'egress') return given
  throw new InvalidInputError(`direction: '${given}' is not allowed; write ingress or egress`)
}

/** What ICMP is called in IPv4 means ICMPv6. */
function ipv6Protocol(protocol: string | null): string | null {
  if (protocol === 'icmp' || protocol === 'icmpv6') return 'ipv6-icmp'
  return protocol === String(ICMP) ? String(ICMPV6) : protocol
}

const filled = (id: string | null | undefined): string | null => (id === undefined || id === '' ? null : id)

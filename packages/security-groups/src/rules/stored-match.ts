import { InvalidInputError } from '@netloom/core'
import { formatAddress, parseAddress, parseCidr } from '@netloom/core/kit'
import {
  InvalidCidrError,
  SecurityGroupInvalidPortValueError,
  SecurityGroupRuleInvalidEtherTypeError,
  SecurityGroupRuleInvalidProtocolError,
} from '../errors/rule-errors.ts'
import type { Direction, Ethertype, RuleMatch, RuleMatchRequest } from '../model/security-group-rule.ts'
import { ICMP, ICMPV6, PROTOCOL_NAMES } from './protocols.ts'

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

/** @throws {SecurityGroupRuleInvalidEtherTypeError} */
function ethertypeOf(given: string): Ethertype {
  const word = given.toLowerCase()
  if (word === 'ipv4') return 'IPv4'
  if (word === 'ipv6') return 'IPv6'
  throw new SecurityGroupRuleInvalidEtherTypeError(given)
}

/** @throws {SecurityGroupRuleInvalidProtocolError} */
function protocolOf(given: string | number | null): string | null {
  if (given === null) return null
  const word = String(given).trim().toLowerCase()
  if (word === 'any') return null
  if (PROTOCOL_NAMES.includes(word)) return word
  if (/^\d{1,9}$/.test(word) && Number(word) <= 255) return String(Number(word))
  throw new SecurityGroupRuleInvalidProtocolError(String(given))
}

/** What ICMP is called in IPv4 means ICMPv6. */
function ipv6Protocol(protocol: string | null): string | null {
  if (protocol === 'icmp' || protocol === 'icmpv6') return 'ipv6-icmp'
  return protocol === String(ICMP) ? String(ICMPV6) : protocol
}

/** @throws {SecurityGroupInvalidPortValueError} */
function portOf(given: string | number | null): number | null {
  if (given === null) return null
  const text = String(given).trim()
  const port = /^[+-]?\d{1,9}$/.test(text) ? Number(text) : Number.NaN
  if (Number.isInteger(port) && port >= 0 && port <= 65_535) return port
  throw new SecurityGroupInvalidPortValueError(String(given))
}

/** @throws {InvalidCidrError} */
function prefixOf(given: string | null): string | null {
  if (given === null || given === '') return null
  const [host = '', mask, ...rest] = given.split('/')
  const address = host.includes('%') ? undefined : parseAddress(host)
  if (address === undefined || rest.length > 0) throw new InvalidCidrError(given)
  const full = address.version === 4 ? 32 : 128
  const length = mask === undefined ? full : (lengthOf(mask) ?? Number.NaN)
  const prefix = `${formatAddress(address)}/${String(length)}`
  if (parseCidr(prefix) === undefined) throw new InvalidCidrError(given)
  return prefix
}

/** `24` and `255.255.255.0`. */
function lengthOf(mask: string): number | undefined {
  if (/^\d{1,3}$/.test(mask)) return Number(mask)
  const address = parseAddress(mask)
  if (address?.version !== 4) return undefined
  const bits = address.value.toString(2).padStart(32, '0')
  return /^1*0*$/.test(bits) ? bits.replaceAll('0', '').length : undefined
}

const filled = (id: string | null | undefined): string | null => (id === undefined || id === '' ? null : id)

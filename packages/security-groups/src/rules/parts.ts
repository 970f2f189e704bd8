import { formatAddress, parseAddress, parseCidr } from '@netloom/core/kit'
import {
  InvalidCidrError,
  SecurityGroupInvalidPortValueError,
  SecurityGroupRuleInvalidEtherTypeError,
  SecurityGroupRuleInvalidProtocolError,
} from '../errors/rule-errors.ts'
import type { Ethertype } from '../model/security-group-rule.ts'
import { PROTOCOL_NAMES } from '../model/protocols.ts'

/** @throws {SecurityGroupRuleInvalidEtherTypeError} */
export function ethertypeOf(given: string): Ethertype {
  const word = given.toLowerCase()
  if (word === 'ipv4') return 'IPv4'
  if (word === 'ipv6') return 'IPv6'
  throw new SecurityGroupRuleInvalidEtherTypeError(given)
}

/** @throws {SecurityGroupRuleInvalidProtocolError} */
export function protocolOf(given: string | number | null): string | null {
  if (given === null) return null
  const word = String(given).trim().toLowerCase()
  if (word === 'any') return null
  if (PROTOCOL_NAMES.includes(word)) return word
  if (/^\d{1,9}$/.test(word) && Number(word) <= 255) return String(Number(word))
  throw new SecurityGroupRuleInvalidProtocolError(String(given))
}

/** @throws {SecurityGroupInvalidPortValueError} */
export function portOf(given: string | number | null): number | null {
  if (given === null) return null
  const text = String(given).trim()
  const port = /^[+-]?\d{1,9}$/.test(text) ? Number(text) : Number.NaN
  if (Number.isInteger(port) && port >= 0 && port <= 65_535) return port
  throw new SecurityGroupInvalidPortValueError(String(given))
}

/** @throws {InvalidCidrError} */
export function prefixOf(given: string | null): string | null {
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

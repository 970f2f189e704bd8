import { InvalidInputError } from '@netloom/core'
import { canonicalAddress, parseCidr } from '@netloom/core/kit'
import type { Dialect } from '../model/dialect.ts'
import type { RuleMatch } from '../model/firewall-rule.ts'
import { portRange } from '../model/ports.ts'
import { PROTOCOLS } from '../model/protocols.ts'

/** Judges a rule as it would be stored. @throws what the version's errors say */
export function checkRule(match: RuleMatch, { errors, version }: Dialect): void {
  const { protocol, sourcePort, destinationPort, ipVersion } = match
  if (!PROTOCOLS[version].includes(protocol)) {
    throw new InvalidInputError(
      `protocol '${String(protocol)}' is unknown to firewalls; it must be one of ${PROTOCOLS[version].slice(1).join(', ')}, or null`,
    )
  }
  const ports = [sourcePort, destinationPort].filter((port) => port !== null)
  if (ports.length > 0 && protocol === null) throw errors.portsWithoutProtocol()
  if (ports.length > 0 && protocol !== 'tcp' && protocol !== 'udp') throw errors.portsNotAllowed()
  for (const text of ports) {
    const range = portRange(text)
    if (range === undefined || range[0] > range[1]) throw errors.invalidPort(text)
  }
  for (const address of [match.sourceIpAddress, match.destinationIpAddress])
    if (address !== null && versionOf(address) !== ipVersion) throw errors.ipVersionConflict()
}

/** @throws {InvalidInputError} for what is neither address nor prefix */
function versionOf(text: string): 4 | 6 {
  const isAddress = canonicalAddress(text) !== undefined
  if (!isAddress && parseCidr(text) === undefined) {
    throw new InvalidInputError(`'${text}' is no IP address or prefix; it must be one such as 10.0.0.0/24`)
  }
  return text.includes(':') ? 6 : 4
}

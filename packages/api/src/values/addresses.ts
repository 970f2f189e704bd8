import { isIP } from 'node:net'
import { InvalidInputError } from '@netloom/core'
import { canonicalPrefix } from '@netloom/core/kit'
import type { z } from 'zod'
import { InvalidValue } from './invalid-value.ts'
import { pythonText } from './python-text.ts'
import { value } from './value.ts'

/** `ffff:ffff:ffff:ffff:ffff:ffff:255.255.255.255`; Neutron: 64, column of addresses. */
export const LONGEST_ADDRESS = 45
export const LONGEST_CIDR: number = LONGEST_ADDRESS + '/128'.length
const LONGEST_MAC = 17

export const ipAddress: z.ZodType<string> = value(requireIpAddress, {
  type: 'string',
  format: 'ip',
  maxLength: LONGEST_ADDRESS,
})

export const ipAddressOrNull: z.ZodType<string | null> = value(
  (given) => (given === null ? null : requireIpAddress(given)),
  { type: ['string', 'null'], format: 'ip', maxLength: LONGEST_ADDRESS },
)

/** null = one that the server picks. */
export const macAddress: z.ZodType<string | null> = value((given) => (given === null ? null : requireMac(given)), {
  type: ['string', 'null'],
  format: 'mac-address',
  maxLength: LONGEST_MAC,
})

/** A prefix such as 10.0.0.0/24, which core judges: of this one, Neutron's messages do not name the attribute. */
export const cidr: z.ZodType<string> = value(
  (given) => {
    if (typeof given !== 'string' || given.length > 255) {
      throw new InvalidValue(`'${pythonText(given)}' is not a valid CIDR`)
    }
    return given
  },
  { type: 'string', format: 'cidr', maxLength: LONGEST_CIDR },
)

/** What a list is asked for: host bits do not count. @throws {InvalidInputError} */
export function toPrefix(text: string): string {
  const prefix = canonicalPrefix(text)
  if (prefix === undefined) throw new InvalidInputError(`${text} is not in a CIDR format`)
  return prefix
}

/** @throws {InvalidValue} */
export function requireIpAddress(given: unknown): string {
  // a zone index means something to one host only
  if (typeof given !== 'string' || isIP(given) === 0 || given.includes('%')) {
    const meant = typeof given === 'string' && given.length < LONGEST_ADDRESS ? withoutLeadingZeros(given) : undefined
    if (meant !== undefined) {
      throw new InvalidValue(`'${String(given)}' is not an accepted IP address, '${meant}' is recommended`)
    }
    throw new InvalidValue(`'${pythonText(given)}' is not a valid IP address`)
  }
  return given
}

/** @throws {InvalidValue} */
export function requireCidr(given: unknown): string {
  const [address = '', length = '', ...rest] = typeof given === 'string' ? given.split('/') : []
  const version = address.includes('%') ? 0 : isIP(address)
  const bits = version === 4 ? 32 : 128
  if (version === 0 || rest.length > 0 || !/^\d{1,3}$/.test(length) || Number(length) > bits) {
    throw new InvalidValue(`'${pythonText(given)}' is not a valid CIDR`)
  }
  return `${address}/${length}`
}

/** As {@link requireCidr}, and without host bits. @throws {InvalidValue} */
export function requireExactCidr(given: unknown): string {
  const version = typeof given === 'string' && !given.includes('%') ? isIP(given) : 0
  if (version !== 0) {
    const whole = `${String(given)}/${version === 4 ? '32' : '128'}`
    throw new InvalidValue(`'${String(given)}' is not a recognized CIDR, '${whole}' is recommended`)
  }
  const found = requireCidr(given)
  const recommended = canonicalPrefix(found) ?? found
  if (isIP(found.split('/')[0] ?? '') === 4 && recommended !== found) {
    throw new InvalidValue(`'${found}' is not a recognized CIDR, '${recommended}' is recommended`)
  }
  return recommended
}

/** `10.02.0.1` → `10.2.0.1`: some read the zeros as "octal", so Neutron takes neither reading. */
function withoutLeadingZeros(text: string): string | undefined {
  if (!/^\d{1,3}(\.\d{1,3}){3}$/.test(text)) return undefined
  const plain = text.split('.').map(Number).join('.')
  return isIP(plain) === 4 ? plain : undefined
}

const MAC = /^([0-9a-f]{2})([:-][0-9a-f]{2}){5}$/i

/** Colons, lower case. @throws {InvalidValue} */
export function requireMac(given: unknown): string {
  const mac = typeof given === 'string' && MAC.test(given) ? given.toLowerCase().replaceAll('-', ':') : undefined
  if (mac === undefined || mac === '00:00:00:00:00:00' || mac === 'ff:ff:ff:ff:ff:ff') {
    throw new InvalidValue(`'${pythonText(given)}' is not a valid MAC address`)
  }
  return mac
}

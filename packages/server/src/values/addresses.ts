import { isIP } from 'node:net'
import type { z } from 'zod'
import { InvalidValue } from './invalid-value.ts'
import { pythonText } from './python-text.ts'
import { value } from './value.ts'

export const ipAddress: z.ZodType<string> = value(requireIpAddress, { type: 'string', format: 'ip' })

export const ipAddressOrNull: z.ZodType<string | null> = value(
  (given) => (given === null ? null : requireIpAddress(given)),
  { type: ['string', 'null'], format: 'ip' },
)

export const macAddress: z.ZodType<string> = value(requireMac, { type: 'string', format: 'mac-address' })

/** A prefix such as 10.0.0.0/24; host bits are core's to judge. */
export const cidr: z.ZodType<string> = value(requireCidr, { type: 'string', format: 'cidr' })

/** @throws {InvalidValue} */
export function requireIpAddress(given: unknown): string {
  // a zone index means something to one host only
  if (typeof given !== 'string' || isIP(given) === 0 || given.includes('%')) {
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

const MAC = /^([0-9a-f]{2})([:-][0-9a-f]{2}){5}$/i

/** Colons, lower case. @throws {InvalidValue} */
export function requireMac(given: unknown): string {
  const mac = typeof given === 'string' && MAC.test(given) ? given.toLowerCase().replaceAll('-', ':') : undefined
  if (mac === undefined || mac === '00:00:00:00:00:00') {
    throw new InvalidValue(`'${pythonText(given)}' is not a valid MAC address`)
  }
  return mac
}

import {
  dhcpOptionProblem,
  DuplicateAddressPairError,
  type ExtraDhcpOptionRequest,
  type FixedIpRequest,
  InvalidInputError,
  isBlankAllowed,
  ONE_LINE,
} from '@netloom/core'
import { LIMITS } from '@netloom/core/kit'
import type { z } from 'zod'
import { HttpBadRequestError } from '../errors/http-errors.ts'
import { LONGEST_ADDRESS, LONGEST_CIDR, requireCidr, requireIpAddress, requireMac } from './addresses.ts'
import { requireAtMost } from './bounded-list.ts'
import { InvalidValue } from './invalid-value.ts'
import { pythonText } from './python-text.ts'
import { isDictionary, toList, type Dictionary } from './structures.ts'
import { value } from './value.ts'
import { requireUuid, UUID_SCHEMA } from './uuid.ts'

/** `[{ subnet_id?, ip_address? }]`; [] = no address. */
export const fixedIps: z.ZodType<readonly FixedIpRequest[]> = value(
  (given) => {
    if (!Array.isArray(given)) throw new InvalidValue(`Invalid data format for fixed IP: '${pythonText(given)}'`)
    const list: readonly unknown[] = given
    requireAtMost(list, LIMITS.fixedIps, 'addresses')
    const seen = new Set<string>()
    const found = list.map((item) => {
      if (!isDictionary(item)) throw new InvalidValue(`Invalid data format for fixed IP: '${pythonText(item)}'`)
      const { ip_address: address, subnet_id: subnet } = item
      const request = {
        ...(address !== undefined && { ipAddress: requireIpAddress(address) }),
        ...(subnet !== undefined && { subnetId: requireUuid(subnet) }),
      }
      if (request.ipAddress !== undefined) {
        if (seen.has(request.ipAddress)) throw new InvalidValue(`Duplicate IP address '${request.ipAddress}'`)
        seen.add(request.ipAddress)
      }
      return request
    })
    if (found.some((request) => Object.keys(request).length === 0)) {
      throw new InvalidInputError('IP allocation requires subnet_id or ip_address')
    }
    return found as readonly FixedIpRequest[]
  },
  {
    type: 'array',
    items: {
      type: 'object',
      properties: { subnet_id: UUID_SCHEMA, ip_address: { type: 'string', format: 'ip', maxLength: LONGEST_ADDRESS } },
    },
    maxItems: LIMITS.fixedIps,
  },
)

interface PairRequest {
  readonly ipAddress: string
  readonly macAddress?: string
}

class AllowedAddressPairsMissingIpError extends HttpBadRequestError {
  override readonly code: string = 'AllowedAddressPairsMissingIP'
  constructor() {
    super('AllowedAddressPair must contain ip_address')
  }
}

/** `[{ ip_address, mac_address? }]`; null = []. An address may be a prefix. */
export const addressPairs: z.ZodType<readonly PairRequest[]> = value(
  (given) => {
    if (given === null) return []
    if (!Array.isArray(given)) throw new HttpBadRequestError('Allowed address pairs must be a list.')
    const list: readonly unknown[] = given
    requireAtMost(list, LIMITS.addressPairs, 'pairs')
    const seen = new Set<string>()
    return list.map((item) => {
      const pair = addressPair(item)
      const key = `${pair.macAddress ?? ''} ${pair.ipAddress}`
      if (seen.has(key)) throw new DuplicateAddressPairError(pair.macAddress ?? 'None', pair.ipAddress)
      seen.add(key)
      return pair
    })
  },
  {
    type: ['array', 'null'],
    items: {
      type: 'object',
      properties: {
        ip_address: { type: 'string', format: 'ip', maxLength: LONGEST_CIDR },
        mac_address: { type: 'string', format: 'mac-address', maxLength: 17 },
      },
      required: ['ip_address'],
    },
    maxItems: LIMITS.addressPairs,
  },
)

function addressPair(item: unknown): PairRequest {
  if (!isDictionary(item)) throw new InvalidValue(`'${pythonText(item)}' is not a dictionary`)
  const unknown = Object.keys(item).filter((key) => key !== 'ip_address' && key !== 'mac_address')
  if (unknown.length > 0) throw new HttpBadRequestError(`Unrecognized attribute(s) '${unknown.join(', ')}'`)
  const { ip_address: address, mac_address: mac } = item
  if (address === undefined) throw new AllowedAddressPairsMissingIpError()
  try {
    const isPrefix = typeof address === 'string' && address.includes('/')
    return {
      ipAddress: isPrefix ? requireCidr(address) : requireIpAddress(address),
      ...(mac !== undefined && mac !== null && { macAddress: requireMac(mac) }),
    }
  } catch (error) {
    if (error instanceof InvalidValue) throw new HttpBadRequestError(error.message)
    throw error
  }
}

/** `[{ opt_name, opt_value, ip_version? }]`; null = []. */
export const dhcpOptions: z.ZodType<readonly ExtraDhcpOptionRequest[]> = value(
  (given) => {
    const list = toList(given ?? [])
    requireAtMost(list, LIMITS.extraDhcpOptions, 'options')
    return list.map((item) => {
      const option = isDictionary(item) ? dhcpOption(item) : undefined
      if (option === undefined) throw new InvalidInputError(`No valid key specs matched for: ${pythonText(item)}`)
      return option
    })
  },
  {
    type: ['array', 'null'],
    items: {
      type: 'object',
      properties: {
        opt_name: { type: 'string', maxLength: LIMITS.dhcpOptionNameCharacters },
        opt_value: { type: ['string', 'null'], maxLength: LIMITS.dhcpOptionValueCharacters },
        ip_version: { enum: [4, 6] },
      },
      required: ['opt_name'],
    },
    maxItems: LIMITS.extraDhcpOptions,
  },
)

const OPTION_KEYS = new Set(['id', 'opt_name', 'opt_value', 'ip_version'])

function dhcpOption(item: Dictionary): ExtraDhcpOptionRequest | undefined {
  const { opt_name: name, opt_value: text, ip_version: version = 4 } = item
  if (Object.keys(item).some((key) => !OPTION_KEYS.has(key))) return undefined
  if (typeof name !== 'string' || name.trim() === '' || name.length > LIMITS.dhcpOptionNameCharacters) return undefined
  if (text !== null && (typeof text !== 'string' || text.length > LIMITS.dhcpOptionValueCharacters)) return undefined
  // an option is a line of the server's file: what has two lines is two options
  for (const [key, line] of Object.entries({ opt_name: name, opt_value: text ?? '' })) {
    if (!ONE_LINE.test(line)) throw new InvalidInputError(`${key} '${line}' has a line break; an option is one line`)
  }
  if (text?.trim() === '' && !isBlankAllowed(name)) return undefined
  const number = Number(version)
  if (number !== 4 && number !== 6) return undefined
  const problem = dhcpOptionProblem(name, text)
  if (problem !== undefined) throw new InvalidInputError(`extra_dhcp_opts: ${problem}`)
  return { name, value: text, ipVersion: number }
}

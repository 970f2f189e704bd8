import { InvalidValue, isDictionary, value } from '@netloom/api'
import { canonicalPrefix, parseAddress } from '@netloom/core/kit'
import type { z } from 'zod'
import type { SessionPersistence } from '../../wire/load-balancer-items.ts'
import {
  CIPHERS_PATTERN,
  CONTAINER_REF_PATTERN,
  COOKIE_NAME_PATTERN,
  DOMAIN_NAME_PATTERN,
  EXPECTED_CODES_PATTERN,
  URL_PATH_PATTERN,
  URL_PATTERN,
} from '../../wire/text-patterns.ts'
import { PERSISTENCE_TYPES } from '../../wire/words.ts'
import { apiError } from '../words/api-error.ts'
import { address, listOf, matching, oneOf, text, uuid } from './values.ts'

/** Texts that reach a balancer's configuration: each by what it may be (features 8.61). */

export const urlPath: z.ZodType<string> = matching(URL_PATH_PATTERN, 'Value must be a valid URL Path string')
export const url: z.ZodType<string> = matching(URL_PATTERN, 'Value must be a valid URL string')
export const expectedCodes: z.ZodType<string> = matching(
  EXPECTED_CODES_PATTERN,
  'Value does not match the expected value',
  64,
)
export const domainName: z.ZodType<string> = matching(DOMAIN_NAME_PATTERN, 'Value does not match the expected value')
export const ciphers: z.ZodType<string> = matching(CIPHERS_PATTERN, 'Value must be a valid cipher string', 2048)
export const containerRef: z.ZodType<string> = matching(
  CONTAINER_REF_PATTERN,
  'Value must be a valid container reference',
)

export const allowedCidrs: z.ZodType<readonly string[]> = listOf(
  value(
    (given) => {
      const prefix = typeof given === 'string' ? canonicalCidr(given) : undefined
      if (prefix === undefined) throw new InvalidValue('Value should be a valid CIDR')
      return prefix
    },
    { type: 'string', maxLength: 49 },
  ),
)

function canonicalCidr(given: string): string | undefined {
  if (given.length > 49) return undefined
  if (given.includes('/')) return canonicalPrefix(given)
  const found = parseAddress(given)
  return found === undefined ? undefined : canonicalPrefix(`${given}/${found.version === 4 ? '32' : '128'}`)
}

export const tags: z.ZodType<readonly string[]> = listOf(text(255), 50)

/** `{ "X-Forwarded-For": "true" }` */
export const insertHeaders: z.ZodType<Readonly<Record<string, string>>> = value(
  (given) => {
    if (given === null) return {}
    if (!isDictionary(given)) throw new InvalidValue('Value should be dict')
    return Object.fromEntries(
      Object.entries(given)
        .slice(0, 64)
        .map(([name, one]) => [name.slice(0, 255), flagText(one)]),
    )
  },
  { type: ['object', 'null'], additionalProperties: { type: ['string', 'boolean'] } },
)

/** Octavia keeps what was sent, as a text. */
function flagText(given: unknown): string {
  const word = typeof given === 'string' || typeof given === 'boolean' ? String(given).toLowerCase() : ''
  if (word === 'true' || word === 'false') return typeof given === 'string' ? given : word
  throw new InvalidValue("Value should be 'True' or 'False'")
}

const PERSISTENCE = oneOf(...PERSISTENCE_TYPES)

export const sessionPersistence: z.ZodType<SessionPersistence | null> = value(
  (given) => {
    if (given === null) return null
    if (!isDictionary(given)) throw new InvalidValue('Value should be dict')
    const known = new Set(['type', 'cookie_name', 'persistence_timeout', 'persistence_granularity'])
    const unknown = Object.keys(given).filter((name) => !known.has(name))
    if (unknown.length > 0)
      throw apiError(`Unknown attribute for argument session_persistence: ${unknown.join(', ').slice(0, 255)}`)
    const cookie = given['cookie_name'] ?? null
    if (cookie !== null && (typeof cookie !== 'string' || !COOKIE_NAME_PATTERN.test(cookie))) {
      throw apiError('Validation failure: Supplied "cookie_name" is invalid.')
    }
    return { type: PERSISTENCE.parse(given['type']), cookieName: cookie }
  },
  {
    type: ['object', 'null'],
    properties: { type: { enum: [...PERSISTENCE_TYPES] }, cookie_name: { type: ['string', 'null'], maxLength: 255 } },
  },
)

/** `[{ "subnet_id": …, "ip_address": … }]` */
export const additionalVips: z.ZodType<readonly { readonly subnetId: string; readonly ipAddress?: string }[]> = listOf(
  value(
    (given) => {
      if (!isDictionary(given)) throw new InvalidValue('Value should be dict')
      const { subnet_id: subnet, ip_address: ip = null } = given
      return { subnetId: uuid.parse(subnet), ...(ip !== null && { ipAddress: address.parse(ip) }) }
    },
    {
      type: 'object',
      properties: { subnet_id: { type: 'string' }, ip_address: { type: 'string' } },
      required: ['subnet_id'],
    },
  ),
  16,
)

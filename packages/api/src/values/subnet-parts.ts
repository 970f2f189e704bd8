import type { AllocationPool, HostRoute } from '@netloom/core'
import { LIMITS } from '@netloom/core/kit'
import type { z } from 'zod'
import { LONGEST_ADDRESS, LONGEST_CIDR, requireExactCidr, requireIpAddress } from './addresses.ts'
import { requireAtMost } from './bounded-list.ts'
import { InvalidValue } from './invalid-value.ts'
import { pythonText } from './python-text.ts'
import { isDictionary, requireKeys, type Dictionary } from './structures.ts'
import { value } from './value.ts'

const ADDRESS = { type: 'string', format: 'ip', maxLength: LONGEST_ADDRESS }
const POOL = { type: 'object', properties: { start: ADDRESS, end: ADDRESS } }

/** `[{ start, end }]` */
export const allocationPools: z.ZodType<readonly AllocationPool[]> = value(
  (given) =>
    dictionaries(given, 'IP pool', ['start', 'end'], LIMITS.allocationPools).map((pool) => {
      requireKeys(pool, ['start', 'end'])
      return { start: requireIpAddress(pool['start']), end: requireIpAddress(pool['end']) }
    }),
  { type: 'array', items: POOL, maxItems: LIMITS.allocationPools },
)

const ROUTE = {
  type: 'object',
  properties: { destination: { type: 'string', format: 'cidr', maxLength: LONGEST_CIDR }, nexthop: ADDRESS },
}

/** `[{ destination, nexthop }]`; null = []. */
export const hostRoutes: z.ZodType<readonly HostRoute[]> = value(
  (given) => {
    const seen = new Set<string>()
    return dictionaries(given ?? [], 'hostroute', ['destination', 'nexthop'], LIMITS.hostRoutes).map((route) => {
      requireKeys(route, ['destination', 'nexthop'])
      const found = { destination: requireExactCidr(route['destination']), nexthop: requireIpAddress(route['nexthop']) }
      const key = `${found.destination} ${found.nexthop}`
      if (seen.has(key)) throw new InvalidValue(`Duplicate hostroute '${pythonText(route)}'`)
      seen.add(key)
      return found
    })
  },
  { type: ['array', 'null'], items: ROUTE, maxItems: LIMITS.hostRoutes },
)

/** Addresses, none twice; null = []. */
export const nameservers: z.ZodType<readonly string[]> = value(
  (given) => {
    if (given === null) return []
    // of a text, Neutron reads the letters
    const list: readonly unknown[] | undefined =
      typeof given === 'string' ? Array.from(given.slice(0, LIMITS.dnsNameservers)) : listOf(given)
    if (list === undefined) throw new InvalidValue(`Invalid data format for nameserver: '${pythonText(given)}'`)
    requireAtMost(list, LIMITS.dnsNameservers, 'nameservers')
    const seen = new Set<string>()
    return list.map((server) => {
      const found = requireNameserver(server)
      if (seen.has(found)) throw new InvalidValue(`Duplicate nameserver '${found}'`)
      seen.add(found)
      return found
    })
  },
  { type: ['array', 'null'], items: ADDRESS, maxItems: LIMITS.dnsNameservers },
)

function requireNameserver(given: unknown): string {
  try {
    return requireIpAddress(given)
  } catch (error) {
    const reason = error instanceof InvalidValue ? error.message : String(error)
    throw new InvalidValue(`'${pythonText(given)}' is not a valid nameserver. ${reason}`)
  }
}

function dictionaries(given: unknown, what: string, keys: readonly string[], most: number): readonly Dictionary[] {
  if (!Array.isArray(given)) throw new InvalidValue(`Invalid data format for ${what}: '${pythonText(given)}'`)
  const list: readonly unknown[] = given
  requireAtMost(list, most, `items of ${what}`)
  return list.map((item) => {
    if (!isDictionary(item)) {
      throw new InvalidValue(`Invalid input. '${pythonText(item)}' must be a dictionary with keys: ${pythonText(keys)}`)
    }
    return item
  })
}

const listOf = (given: unknown): readonly unknown[] | undefined => (Array.isArray(given) ? given : undefined)

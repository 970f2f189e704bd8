import type { AllocationPool, HostRoute } from '@netloom/core'
import type { z } from 'zod'
import { requireExactCidr, requireIpAddress } from './addresses.ts'
import { InvalidValue } from './invalid-value.ts'
import { pythonText } from './python-text.ts'
import { isDictionary, requireKeys, type Dictionary } from './structures.ts'
import { value } from './value.ts'

const POOL = { type: 'object', properties: { start: { type: 'string' }, end: { type: 'string' } } }

/** `[{ start, end }]` */
export const allocationPools: z.ZodType<readonly AllocationPool[]> = value(
  (given) =>
    dictionaries(given, 'IP pool', ['start', 'end']).map((pool) => {
      requireKeys(pool, ['start', 'end'])
      return { start: requireIpAddress(pool['start']), end: requireIpAddress(pool['end']) }
    }),
  { type: 'array', items: POOL },
)

const ROUTE = { type: 'object', properties: { destination: { type: 'string' }, nexthop: { type: 'string' } } }

/** `[{ destination, nexthop }]`; null = []. */
export const hostRoutes: z.ZodType<readonly HostRoute[]> = value(
  (given) => {
    const seen = new Set<string>()
    return dictionaries(given ?? [], 'hostroute', ['destination', 'nexthop']).map((route) => {
      requireKeys(route, ['destination', 'nexthop'])
      const found = { destination: requireExactCidr(route['destination']), nexthop: requireIpAddress(route['nexthop']) }
      const key = `${found.destination} ${found.nexthop}`
      if (seen.has(key)) throw new InvalidValue(`Duplicate hostroute '${pythonText(route)}'`)
      seen.add(key)
      return found
    })
  },
  { type: ['array', 'null'], items: ROUTE },
)

/** Addresses, none twice; null = []. */
export const nameservers: z.ZodType<readonly string[]> = value(
  (given) => {
    if (given === null) return []
    // of a text, Neutron reads the letters
    const list: readonly unknown[] | undefined = typeof given === 'string' ? Array.from(given) : listOf(given)
    if (list === undefined) throw new InvalidValue(`Invalid data format for nameserver: '${pythonText(given)}'`)
    const seen = new Set<string>()
    return list.map((server) => {
      const found = requireNameserver(server)
      if (seen.has(found)) throw new InvalidValue(`Duplicate nameserver '${found}'`)
      seen.add(found)
      return found
    })
  },
  { type: ['array', 'null'], items: { type: 'string', format: 'ip' } },
)

function requireNameserver(given: unknown): string {
  try {
    return requireIpAddress(given)
  } catch (error) {
    const reason = error instanceof InvalidValue ? error.message : String(error)
    throw new InvalidValue(`'${pythonText(given)}' is not a valid nameserver. ${reason}`)
  }
}

function dictionaries(given: unknown, what: string, keys: readonly string[]): readonly Dictionary[] {
  if (!Array.isArray(given)) throw new InvalidValue(`Invalid data format for ${what}: '${pythonText(given)}'`)
  const list: readonly unknown[] = given
  return list.map((item) => {
    if (!isDictionary(item)) {
      throw new InvalidValue(`Invalid input. '${pythonText(item)}' must be a dictionary with keys: ${pythonText(keys)}`)
    }
    return item
  })
}

const listOf = (given: unknown): readonly unknown[] | undefined => (Array.isArray(given) ? given : undefined)

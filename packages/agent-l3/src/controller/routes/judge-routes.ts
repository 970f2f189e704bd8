import type { HostRoute } from '@netloom/core'
import { canonicalAddress, cidrContains, parseAddress, parseCidr } from '@netloom/core/kit'
import { InvalidRoutesError, RoutesExhaustedError } from '../errors/router-errors.ts'

/** What a nexthop has to be reached through. */
export interface Reach {
  readonly cidrs: readonly string[]
  /** Addresses of the router itself. */
  readonly addresses: readonly string[]
}

/** @throws {RoutesExhaustedError} {@link InvalidRoutesError} for a nexthop that the router does not reach, or is itself */
export function judgeRoutes(routerId: string, routes: readonly HostRoute[], reach: Reach, maxRoutes: number): void {
  if (routes.length > maxRoutes) throw new RoutesExhaustedError(routerId, maxRoutes)
  const own = new Set(reach.addresses.map((address) => canonicalAddress(address) ?? address))
  for (const { nexthop } of routes) {
    if (!isWithin(nexthop, reach.cidrs)) {
      throw new InvalidRoutesError(routes, 'the nexthop is not connected with router')
    }
    if (own.has(canonicalAddress(nexthop) ?? nexthop)) {
      throw new InvalidRoutesError(routes, 'the nexthop is used by router')
    }
  }
}

/** Whether an address lies in one of the prefixes. */
export function isWithin(text: string, cidrs: readonly string[]): boolean {
  const address = parseAddress(text)
  if (address === undefined) return false
  return cidrs.some((cidr) => {
    const parsed = parseCidr(cidr)
    return parsed?.version === address.version && cidrContains(parsed, address)
  })
}

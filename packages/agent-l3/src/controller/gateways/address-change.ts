import type { FixedIp, FixedIpRequest } from '@netloom/core'
import { canonicalAddress } from '@netloom/core/kit'

/** Whether a list of addresses asks for others than the gateway has. An empty one asks for nothing. */
export function asksForOthers(held: readonly FixedIp[], wanted: readonly FixedIpRequest[]): boolean {
  if (wanted.length === 0) return false
  const subnets = new Set(wanted.flatMap(({ subnetId }) => subnetId ?? []))
  if (!isSame(subnets, new Set(held.map(({ subnetId }) => subnetId)))) return true
  const addresses = wanted.flatMap(({ ipAddress }) =>
    ipAddress === undefined ? [] : (canonicalAddress(ipAddress) ?? ipAddress),
  )
  return !isSame(new Set(addresses), new Set(held.map(({ ipAddress }) => ipAddress)))
}

const isSame = (a: ReadonlySet<string>, b: ReadonlySet<string>): boolean =>
  a.size === b.size && [...a].every((one) => b.has(one))

import type { FixedIp } from '../model/port.ts'

const rank = ({ ipAddress }: FixedIp): number => (ipAddress.includes(':') ? 6 : 4)
const compare = (one: string, other: string): number => (one < other ? -1 : one > other ? 1 : 0)

/**
 * Addresses of a port in the order in which everybody sees them: IPv4 first, those of one version by their text, as
 * Neutron's database sorts them. What takes "the first" then takes the same one each time.
 */
export function inAddressOrder(fixedIps: readonly FixedIp[]): readonly FixedIp[] {
  // Nearly every port has one address.
  if (fixedIps.length < 2) return fixedIps
  return [...fixedIps].sort(
    (one, other) =>
      rank(one) - rank(other) || compare(one.ipAddress, other.ipAddress) || compare(one.subnetId, other.subnetId),
  )
}

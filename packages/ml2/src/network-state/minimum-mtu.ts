import { NetworkMtuSubnetConflictError } from '@netloom/core'

/** RFC 791 (every IPv4 module forwards 68 octets) and RFC 8200 (every IPv6 link carries 1280). */
const MINIMUM_MTU = { 4: 68, 6: 1280 } as const

/** @throws {NetworkMtuSubnetConflictError} when a subnet's IP version needs more than `mtu` */
export function requireMtuFor(networkId: string, mtu: number, versions: readonly (4 | 6)[]): void {
  const needed = Math.max(0, ...versions.map((version) => MINIMUM_MTU[version]))
  if (mtu < needed) throw new NetworkMtuSubnetConflictError(networkId, needed)
}

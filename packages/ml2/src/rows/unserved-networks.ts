import type { Network } from '@netloom/core'

const UNSERVED = new WeakSet<Network>()

/** Of networks that were loaded together with the fact that no DHCP agent serves them; who wants to know asks no more. */
export const unservedNetworks = {
  add: (network: Network): unknown => UNSERVED.add(network),
  has: (network: Network): boolean => UNSERVED.has(network),
} as const

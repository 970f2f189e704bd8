import type { Network } from '@netloom/core'

const UNASSIGNED = new WeakSet<Network>()

/** Networks that were loaded together with the fact that no agent has them, for whatever kind; who wants to know asks no more. */
export const unassignedNetworks = {
  add: (network: Network): unknown => UNASSIGNED.add(network),
  has: (network: Network): boolean => UNASSIGNED.has(network),
} as const

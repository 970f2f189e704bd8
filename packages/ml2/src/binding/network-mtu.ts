import { MechanismDriverError, type NetworkContext, type Segment } from '@netloom/core'
import type { Transaction } from '@netloom/core/store'
import type { Ml2Environment } from '../environment/environment.ts'
import { requireMtuFor } from '../network-state/minimum-mtu.ts'
import type { LoadedNetwork } from '../rows/network-rows.ts'

/**
 * What the network carries once it has these segments: a frame crosses them all, so the narrowest counts, those below the top too.
 * It stays that low when the segment goes: guests were told. @throws {NetworkMtuSubnetConflictError} when a subnet needs more
 */
export function mtuWith(
  { types }: Ml2Environment,
  { network, subnets }: LoadedNetwork,
  segments: readonly Segment[],
): number {
  const limit = types.mtu(segments)
  if (limit === 0 || (network.mtu > 0 && network.mtu <= limit)) return network.mtu
  requireMtuFor(
    network.id,
    limit,
    subnets.map(({ version }) => version),
  )
  return limit
}

/** Writes it where it changed, and tells drivers and services of it; what is returned is for after the commit. */
export async function lowerMtu(
  env: Ml2Environment,
  tx: Transaction,
  context: NetworkContext,
): Promise<NetworkContext | undefined> {
  const { current, original } = context
  if (current.mtu === original?.mtu) return undefined
  await tx.db.updateTable('networks').set({ mtu: current.mtu }).where('id', '=', current.id).execute()
  await env.mechanisms.precommit('update', 'Network', context, tx)
  return context
}

/** After the commit. Nobody waits for it: the manager has logged what failed. */
export async function tellOfMtu(env: Ml2Environment, context: NetworkContext): Promise<void> {
  const { current, original } = context
  env.logger.warn(
    { networkId: current.id, mtu: current.mtu, before: original?.mtu },
    'network MTU lowered to what its dynamic segment carries',
  )
  try {
    await env.mechanisms.postcommit('update', 'Network', context)
  } catch (error) {
    if (!(error instanceof MechanismDriverError)) throw error
  }
}

import {
  EVERY_PROJECT,
  InvalidSharedSettingError,
  type Network,
  type NetworkContext,
  type NetworkUpdate,
  type RequestContext,
} from '@netloom/core'
import { timestamp } from '@netloom/core/kit'
import type { Transaction } from '@netloom/core/store'
import type { Ml2Environment } from '../environment/environment.ts'
import { changeNetworkPolicy } from '../qos/attach-policy.ts'
import { dependentOn, dropEntries, shareWithAll, unshareFromAll } from '../rbac/entries.ts'
import { networkRow, type LoadedNetwork } from '../rows/network-rows.ts'
import { networkMtu } from './create-networks.ts'
import { requireNoOtherDefault } from './default-network.ts'
import { requireMtuFor } from '../network-state/minimum-mtu.ts'
import { networkFeedWrite } from '../network-state/network-feed.ts'
import { hasOpenPort } from '../network-state/open-ports.ts'

/** Applies a change to a network, inside the transaction. Returns the context for the postcommit. */
export async function updateNetworkIn(
  env: Ml2Environment,
  tx: Transaction,
  request: RequestContext,
  { network: original, subnets }: LoadedNetwork,
  change: NetworkUpdate,
): Promise<NetworkContext> {
  const mtu = change.mtu === undefined ? original.mtu : networkMtu(env, original.segments, change.mtu)
  if (mtu !== original.mtu) {
    requireMtuFor(
      original.id,
      mtu,
      subnets.map(({ version }) => version),
    )
  }
  if (change.isDefault === true) await requireNoOtherDefault(tx, original.id)
  await changeSharing(tx, original, change)
  if (change.qosPolicyId !== undefined) await changeNetworkPolicy(env, tx, request, original, change.qosPolicyId)
  const current: Network = {
    ...original,
    ...change,
    mtu,
    revisionNumber: original.revisionNumber + 1,
    updatedAt: timestamp(env.clock),
  }
  await tx.db.updateTable('networks').set(networkRow(current)).where('id', '=', original.id).execute()
  if (current.mtu !== original.mtu || current.adminStateUp !== original.adminStateUp) {
    await tx.publish([networkFeedWrite(current, !(await hasOpenPort(tx.db, current.id)))])
  }
  const shown = await env.extensions.updateNetwork(change, current, tx, request)
  const context: NetworkContext = { request, current: shown, original }
  await env.mechanisms.precommit('update', 'Network', context, tx)
  return context
}

/** `shared` and `routerExternal` are shorthands for entries: one for every project, and all that make it external. */
async function changeSharing(
  tx: Transaction,
  original: Network,
  { shared, routerExternal }: NetworkUpdate,
): Promise<void> {
  if (shared === true && !original.shared) await shareWithAll(tx, 'network', original)
  if (shared === false && original.shared) {
    const dependent = await dependentOn(tx, 'network', original, EVERY_PROJECT)
    if (dependent !== undefined) throw new InvalidSharedSettingError(original.name)
    await unshareFromAll(tx, 'network', original)
  }
  if (routerExternal === true && !original.routerExternal) {
    await shareWithAll(tx, 'network', original, 'access_as_external')
  }
  if (routerExternal === false) await dropEntries(tx, 'network', original.id, 'access_as_external')
}

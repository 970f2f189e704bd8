import type { Kysely } from 'kysely'
import type { NetworkContext } from '../../driver/contexts.ts'
import { InvalidSharedSettingError } from '../../errors/network-errors.ts'
import type { Network, NetworkUpdate } from '../../model/network.ts'
import type { RequestContext } from '../../model/request-context.ts'
import type { Schema } from '../../store/schema.ts'
import type { Transaction } from '../../store/store.ts'
import { timestamp, type Ml2Environment } from '../environment.ts'
import { networkRow, type LoadedNetwork } from '../rows/network-rows.ts'
import { networkMtu } from './create-networks.ts'
import { requireMtuFor } from './minimum-mtu.ts'
import { networkFeedWrite } from './network-feed.ts'

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
  if (original.shared && change.shared === false && (await isUsedByOthers(tx.db, original))) {
    throw new InvalidSharedSettingError(original.name)
  }
  const current: Network = {
    ...original,
    ...change,
    mtu,
    revisionNumber: original.revisionNumber + 1,
    updatedAt: timestamp(env.clock),
  }
  await tx.db.updateTable('networks').set(networkRow(current)).where('id', '=', original.id).execute()
  if (current.mtu !== original.mtu || current.adminStateUp !== original.adminStateUp) {
    await tx.publish([networkFeedWrite(current)])
  }
  await env.extensions.updateNetwork(change, current, tx)
  const context: NetworkContext = { request, current, original }
  await env.mechanisms.precommit('update', 'Network', context, tx)
  return context
}

/** Ports of the network's own services (`network:…`) do not count, whoever owns them. */
async function isUsedByOthers(db: Kysely<Schema>, { id, projectId }: Network): Promise<boolean> {
  const port = await db
    .selectFrom('ports')
    .select('id')
    .where('network_id', '=', id)
    .where('project_id', '!=', projectId)
    .where('device_owner', 'not like', 'network:%')
    .limit(1)
    .executeTakeFirst()
  if (port !== undefined) return true
  const subnet = await db
    .selectFrom('subnets')
    .select('id')
    .where('network_id', '=', id)
    .where('project_id', '!=', projectId)
    .limit(1)
    .executeTakeFirst()
  return subnet !== undefined
}

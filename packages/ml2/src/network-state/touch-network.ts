import type { Network } from '@netloom/core'
import { timestamp } from '@netloom/core/kit'
import type { Transaction } from '@netloom/core/store'
import type { Ml2Environment } from '../environment/environment.ts'

/** Something that shows on the network is new, a subnet or a segment. Agents are not told: the caller knows whether they care. */
export async function touchNetwork(env: Ml2Environment, tx: Transaction, network: Network): Promise<Network> {
  const touched: Network = { ...network, revisionNumber: network.revisionNumber + 1, updatedAt: timestamp(env.clock) }
  await tx.db
    .updateTable('networks')
    .set({ revision_number: touched.revisionNumber, updated_at: touched.updatedAt })
    .where('id', '=', network.id)
    .execute()
  return touched
}

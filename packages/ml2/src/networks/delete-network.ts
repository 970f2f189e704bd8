import {
  type NetworkContext,
  NetworkInUseError,
  type PortContext,
  type RequestContext,
  type SubnetContext,
} from '@netloom/core'
import type { Transaction } from '@netloom/core/store'
import { AUTO_DELETED_OWNERS } from '../base/device-owners.ts'
import type { Ml2Environment } from '../environment/environment.ts'
import { deletePortsIn, postcommitDeletions } from '../port-writes/delete-ports.ts'
import { returnQuota } from '../quotas/usage.ts'
import { dropEntries } from '../rbac/entries.ts'
import { completePorts, selectPorts } from '../rows/load-ports.ts'
import { allocatedSegment, loadNetwork, type LoadedNetwork } from '../rows/network-rows.ts'
import { subnetOf } from '../rows/subnet-rows.ts'
import { networkRemoval } from '../network-state/network-feed.ts'

export interface NetworkDeletion {
  readonly ports: readonly PortContext[]
  readonly subnets: readonly SubnetContext[]
  readonly network: NetworkContext
}

/** Deletes a network with its subnets, its service ports and its segments, inside the transaction. @throws {NetworkInUseError} */
export async function deleteNetworkIn(
  env: Ml2Environment,
  tx: Transaction,
  request: RequestContext,
  { network }: LoadedNetwork,
): Promise<NetworkDeletion> {
  const { db } = tx
  const users = await db
    .selectFrom('ports')
    .select('id')
    .where('network_id', '=', network.id)
    .where('device_owner', 'not in', AUTO_DELETED_OWNERS)
    .execute()
  if (users.length > 0) {
    throw new NetworkInUseError(
      network.id,
      users.map(({ id }) => id),
    )
  }
  const rows = await selectPorts(db).where('ports.network_id', '=', network.id).execute()
  const ports = await deletePortsIn(env, tx, request, await completePorts(db, rows))
  // Dynamic segments have gone with the ports.
  const left = (rows.length === 0 ? undefined : (await loadNetwork(db, network.id))?.network) ?? network
  const subnetRows = await db.selectFrom('subnets').selectAll().where('network_id', '=', network.id).execute()
  const subnets = subnetRows.map((row): SubnetContext => ({ request, current: subnetOf(row), network }))
  for (const context of subnets) await env.mechanisms.precommit('delete', 'Subnet', context, tx)
  const context: NetworkContext = { request, current: network }
  await env.mechanisms.precommit('delete', 'Network', context, tx)
  for (const { current } of subnets) await deleteSubnetRows(tx, current.id)
  await env.types.release(left.segments.map(allocatedSegment), tx)
  await db.deleteFrom('segments').where('network_id', '=', network.id).execute()
  await dropEntries(tx, 'network', network.id)
  await returnQuota(tx, [
    { projectId: network.projectId, resource: 'network' },
    ...subnets.map(({ current: { projectId } }) => ({ projectId, resource: 'subnet' as const })),
  ])
  await db.deleteFrom('networks').where('id', '=', network.id).execute()
  await tx.publish([networkRemoval(left)])
  return { ports, subnets, network: context }
}

export async function postcommitNetworkDeletion(env: Ml2Environment, deletion: NetworkDeletion): Promise<void> {
  await postcommitDeletions(env, deletion.ports)
  for (const context of deletion.subnets) await env.mechanisms.postcommit('delete', 'Subnet', context)
  await env.mechanisms.postcommit('delete', 'Network', deletion.network)
}

export async function deleteSubnetRows({ db }: Transaction, subnetId: string): Promise<void> {
  await db.deleteFrom('ipam_free_ranges').where('subnet_id', '=', subnetId).execute()
  await db.deleteFrom('subnets').where('id', '=', subnetId).execute()
}

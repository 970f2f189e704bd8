import {
  NetworkNotFoundError,
  type Port,
  type PortContext,
  type RequestContext,
  type Subnet,
  type SubnetContext,
  SubnetInUseError,
} from '@netloom/core'
import { chunks } from '@netloom/core/kit'
import type { Transaction } from '@netloom/core/store'
import { isAutoDeleted, isRouterInterface } from '../base/device-owners.ts'
import type { Ml2Environment } from '../environment/environment.ts'
import { deleteSubnetRows } from '../networks/delete-network.ts'
import { returnQuota } from '../quotas/usage.ts'
import { loadPorts } from '../rows/load-ports.ts'
import { loadNetwork } from '../rows/network-rows.ts'
import { addressingOf } from '../rows/subnet-addressing.ts'
import { withAddresses, writeAddressChanges } from './automatic-addresses.ts'
import { touchNetwork } from '../network-state/touch-network.ts'

export interface SubnetDeletion {
  readonly subnet: SubnetContext
  /** Ports that lost an address of it. */
  readonly ports: readonly PortContext[]
}

/** Deletes a subnet, inside the transaction. Addresses nobody asked for go with it. @throws {SubnetInUseError} */
export async function deleteSubnetIn(
  env: Ml2Environment,
  tx: Transaction,
  request: RequestContext,
  current: Subnet,
): Promise<SubnetDeletion> {
  const loaded = await loadNetwork(tx.db, current.networkId)
  if (loaded === undefined) throw new NetworkNotFoundError(current.networkId)
  const held = await tx.db
    .selectFrom('ip_allocations')
    .select('port_id')
    .distinct()
    .where('subnet_id', '=', current.id)
    .execute()
  const ports: Port[] = []
  for (const piece of chunks(held.map(({ port_id }) => port_id))) ports.push(...(await loadPorts(tx.db, piece)))
  const { isAutomatic } = addressingOf(current)
  const users = ports.filter(({ deviceOwner }) => !goesSilently(deviceOwner, isAutomatic))
  if (users.length > 0) {
    throw new SubnetInUseError(
      current.id,
      users.map(({ id }) => id),
    )
  }
  const network = { ...loaded.network, subnetIds: loaded.network.subnetIds.filter((id) => id !== current.id) }
  const subnet: SubnetContext = { request, current, network }
  await env.mechanisms.precommit('delete', 'Subnet', subnet, tx)
  await tx.db.deleteFrom('ip_allocations').where('subnet_id', '=', current.id).execute()
  await deleteSubnetRows(tx, current.id)
  await returnQuota(tx, [{ projectId: current.projectId, resource: 'subnet' }])
  await touchNetwork(env, tx, network)
  const changes = ports.map((before) =>
    withAddresses(
      env,
      before,
      before.fixedIps.filter(({ subnetId }) => subnetId !== current.id),
    ),
  )
  return { subnet, ports: await writeAddressChanges(env, tx, request, changes) }
}

function goesSilently(deviceOwner: string, isAutomatic: boolean): boolean {
  return isAutoDeleted(deviceOwner) || (isAutomatic && !isRouterInterface(deviceOwner))
}

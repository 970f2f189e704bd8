import type { FixedIp, Port, PortContext, RequestContext, Subnet } from '@netloom/core'
import { chunks, formatAddress, inAddressOrder, insertChunks, parseCidr, timestamp } from '@netloom/core/kit'
import type { Transaction } from '@netloom/core/store'
import { isRouterInterface } from '../base/device-owners.ts'
import type { Ml2Environment } from '../environment/environment.ts'
import { eui64Address } from '../ipam/eui64.ts'
import { serves } from '../ipam/serving-subnets.ts'
import { loadSurroundings, precommitUpdates, type PortChange } from '../port-state/port-changes.ts'
import { publishPorts } from '../port-state/port-feed.ts'
import { completePorts, selectPorts } from '../rows/load-ports.ts'
import { allocationRow } from '../rows/port-rows.ts'

/** Hosts make themselves addresses in a SLAAC subnet as soon as it is there: record them on every port of the network. */
export async function addAutomaticAddresses(
  env: Ml2Environment,
  tx: Transaction,
  request: RequestContext,
  subnet: Subnet,
): Promise<readonly PortContext[]> {
  const cidr = parseCidr(subnet.cidr)
  if (cidr === undefined) return []
  const rows = await selectPorts(tx.db).where('ports.network_id', '=', subnet.networkId).execute()
  const ports = (await completePorts(tx.db, rows)).filter(
    ({ deviceOwner }) => !isRouterInterface(deviceOwner) && serves(subnet, deviceOwner),
  )
  const added = new Map<Port, FixedIp>(
    ports.map((port) => [port, { subnetId: subnet.id, ipAddress: formatAddress(eui64Address(cidr, port.macAddress)) }]),
  )
  const allocations = [...added].map(([port, fixedIp]) => allocationRow(port, fixedIp))
  for (const piece of insertChunks(allocations)) await tx.db.insertInto('ip_allocations').values(piece).execute()
  const changes = ports.map((before): PortChange => {
    const fixedIp = added.get(before)
    return withAddresses(env, before, fixedIp === undefined ? before.fixedIps : [...before.fixedIps, fixedIp])
  })
  return writeAddressChanges(env, tx, request, changes)
}

export function withAddresses({ clock }: Ml2Environment, before: Port, fixedIps: readonly FixedIp[]): PortChange {
  const after = {
    ...before,
    fixedIps: inAddressOrder(fixedIps),
    revisionNumber: before.revisionNumber + 1,
    updatedAt: timestamp(clock),
  }
  return { before, after }
}

/** Ports whose addresses have changed with a subnet: revisions, hosts and drivers follow. */
export async function writeAddressChanges(
  env: Ml2Environment,
  tx: Transaction,
  request: RequestContext,
  changes: readonly PortChange[],
): Promise<readonly PortContext[]> {
  if (changes.length === 0) return []
  const ports = changes.map(({ after }) => after)
  for (const piece of chunks(ports.map(({ id }) => id))) {
    await tx.db
      .updateTable('ports')
      .set(({ eb }) => ({ revision_number: eb('revision_number', '+', 1), updated_at: timestamp(env.clock) }))
      .where('id', 'in', piece)
      .execute()
  }
  await publishPorts(env, tx, changes)
  return precommitUpdates(env, tx, request, changes, await loadSurroundings(env, tx.db, ports))
}

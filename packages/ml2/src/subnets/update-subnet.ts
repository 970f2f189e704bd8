import {
  GatewayIpInUseError,
  InvalidInputError,
  NetworkNotFoundError,
  type RequestContext,
  type Subnet,
  type SubnetContext,
  type SubnetUpdate,
} from '@netloom/core'
import { formatAddress, timestamp } from '@netloom/core/kit'
import type { Schema, Transaction } from '@netloom/core/store'
import type { Kysely } from 'kysely'
import type { Ml2Environment } from '../environment/environment.ts'
import { rebuildRanges } from '../ipam/rebuild-ranges.ts'
import { loadNetwork } from '../rows/network-rows.ts'
import { addressingOf } from '../rows/subnet-addressing.ts'
import { subnetRow } from '../rows/subnet-rows.ts'
import { requireMayMove } from './segment-rules.ts'
import { checkPools, requireGatewayOutside } from './allocation-pools.ts'
import {
  checkNameservers,
  checkRoutes,
  checkServiceTypes,
  requireCidr,
  requireDhcpFits,
  requireGateway,
} from './subnet-rules.ts'

/** Applies a change to a subnet, inside the transaction. Returns the context for the postcommit. */
export async function updateSubnetIn(
  env: Ml2Environment,
  tx: Transaction,
  request: RequestContext,
  original: Subnet,
  change: SubnetUpdate,
): Promise<SubnetContext> {
  const loaded = await loadNetwork(tx.db, original.networkId)
  if (loaded === undefined) throw new NetworkNotFoundError(original.networkId)
  const current = changedSubnet(env, original, change)
  if (current.segmentId !== original.segmentId) await requireMayMove(tx.db, loaded, current)
  if (original.gatewayIp !== null && current.gatewayIp !== original.gatewayIp)
    await requireGatewayUnused(tx.db, original)
  await tx.db.updateTable('subnets').set(subnetRow(current)).where('id', '=', original.id).execute()
  if (JSON.stringify(current.allocationPools) !== JSON.stringify(original.allocationPools)) {
    await rebuildRanges(tx.db, addressingOf(current))
  }
  const shown = await env.extensions.updateSubnet(change, current, tx, request)
  const context: SubnetContext = { request, current: shown, original, network: loaded.network }
  await env.mechanisms.precommit('update', 'Subnet', context, tx)
  return context
}

function changedSubnet({ options, clock }: Ml2Environment, original: Subnet, change: SubnetUpdate): Subnet {
  const cidr = requireCidr(original.cidr, original.ipVersion)
  const enableDhcp = change.enableDhcp ?? original.enableDhcp
  if (enableDhcp && !original.enableDhcp) requireDhcpFits(cidr)
  if (!enableDhcp && original.enableDhcp && (original.ipv6RaMode ?? original.ipv6AddressMode) !== null) {
    throw new InvalidInputError('Cannot disable enable_dhcp with ipv6 attributes set')
  }
  const gateway = requireGateway(cidr, change.gatewayIp === undefined ? original.gatewayIp : change.gatewayIp)
  const allocationPools =
    change.allocationPools === undefined ? original.allocationPools : checkPools(cidr, change.allocationPools)
  requireGatewayOutside(gateway, allocationPools)
  return {
    ...original,
    name: change.name ?? original.name,
    description: change.description ?? original.description,
    gatewayIp: gateway === undefined ? null : formatAddress(gateway),
    enableDhcp,
    allocationPools,
    dnsNameservers:
      change.dnsNameservers === undefined
        ? original.dnsNameservers
        : checkNameservers(change.dnsNameservers, cidr, original.id, options),
    serviceTypes: change.serviceTypes === undefined ? original.serviceTypes : checkServiceTypes(change.serviceTypes),
    segmentId: change.segmentId === undefined ? original.segmentId : change.segmentId,
    hostRoutes:
      change.hostRoutes === undefined
        ? original.hostRoutes
        : checkRoutes(change.hostRoutes, cidr, original.id, options),
    revisionNumber: original.revisionNumber + 1,
    updatedAt: timestamp(clock),
  }
}

/** @throws {GatewayIpInUseError} while a router holds the gateway address */
async function requireGatewayUnused(db: Kysely<Schema>, { id, gatewayIp }: Subnet): Promise<void> {
  const holder = await db
    .selectFrom('ip_allocations')
    .innerJoin('ports', 'ports.id', 'ip_allocations.port_id')
    .select('ports.id')
    .where('ip_allocations.subnet_id', '=', id)
    .where('ip_allocations.ip_address', '=', gatewayIp)
    .where('ports.device_owner', 'like', 'network:%router%')
    .executeTakeFirst()
  if (holder !== undefined && gatewayIp !== null) throw new GatewayIpInUseError(gatewayIp, holder.id)
}

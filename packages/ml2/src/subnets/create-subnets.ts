import {
  InvalidInputError,
  NetworkNotFoundError,
  type PortContext,
  type RequestContext,
  type Subnet,
  type SubnetContext,
  type SubnetCreate,
} from '@netloom/core'
import { type Cidr, formatAddress, formatCidr, ownerOf, parseCidr, requireOwner, timestamp } from '@netloom/core/kit'
import type { Transaction } from '@netloom/core/store'
import { randomUUID } from 'node:crypto'
import type { Ml2Environment } from '../environment/environment.ts'
import { rebuildRanges } from '../ipam/rebuild-ranges.ts'
import { requireMtuFor } from '../network-state/minimum-mtu.ts'
import { OccupiedPrefixes } from '../prefixes/occupied-prefixes.ts'
import { takeQuota } from '../quotas/usage.ts'
import { isVisible } from '../rbac/visible.ts'
import { loadNetwork, type LoadedNetwork } from '../rows/network-rows.ts'
import { addressingOf, type SubnetAddressing } from '../rows/subnet-addressing.ts'
import { subnetRow } from '../rows/subnet-rows.ts'
import { checkPools, defaultPools, requireGatewayOutside } from './allocation-pools.ts'
import { addAutomaticAddresses } from './automatic-addresses.ts'
import { gatewayInPool, poolFor, prefixFor, requireSamePools } from './pool-of-subnet.ts'
import { requireAllOrNoneOnSegments, requireSegmentOf } from './segment-rules.ts'
import { touchNetwork } from '../network-state/touch-network.ts'
import {
  checkNameservers,
  checkRoutes,
  checkServiceTypes,
  requireDhcpFits,
  requireGateway,
  requireModesFit,
} from './subnet-rules.ts'

export interface SubnetCreation {
  readonly subnet: SubnetContext
  /** Ports that got an automatic address of it. */
  readonly ports: readonly PortContext[]
}

/** Writes new subnets, all or none, inside the transaction. A network is loaded once, however many of them it gets. */
export async function createSubnetsIn(
  env: Ml2Environment,
  tx: Transaction,
  request: RequestContext,
  creates: readonly SubnetCreate[],
): Promise<readonly SubnetCreation[]> {
  await takeQuota(
    env,
    tx,
    creates.map(({ projectId }) => ({ projectId: ownerOf(request, projectId), resource: 'subnet' })),
  )
  const networks = new Map<string, GrowingNetwork>()
  const creations: SubnetCreation[] = []
  for (const create of creates) {
    const before = networks.get(create.networkId) ?? (await ownNetwork(tx, request, create.networkId))
    const { addressing, ...creation } = await createSubnetIn(env, tx, request, create, before)
    before.subnets.push(addressing)
    before.occupied.add(addressing.cidr)
    networks.set(create.networkId, { ...before, network: creation.subnet.network })
    creations.push(creation)
  }
  return creations
}

/** A network while a request puts subnets on it. */
interface GrowingNetwork extends LoadedNetwork {
  readonly subnets: SubnetAddressing[]
  readonly occupied: OccupiedPrefixes
}

/** @throws {NetworkNotFoundError} and what the caller may not do */
async function ownNetwork({ db }: Transaction, request: RequestContext, id: string): Promise<GrowingNetwork> {
  const loaded = await loadNetwork(db, id)
  if (loaded === undefined || !(await isVisible(db, request, 'network', loaded.network))) {
    throw new NetworkNotFoundError(id)
  }
  requireOwner(request, loaded.network, 'create_subnet')
  const subnets = [...loaded.subnets]
  return { ...loaded, subnets, occupied: new OccupiedPrefixes(subnets.map(({ cidr }) => cidr)) }
}

async function createSubnetIn(
  env: Ml2Environment,
  tx: Transaction,
  request: RequestContext,
  create: SubnetCreate,
  loaded: GrowingNetwork,
): Promise<SubnetCreation & { readonly addressing: SubnetAddressing }> {
  const projectId = ownerOf(request, create.projectId)
  const pool = await poolFor(tx.db, request, create)
  const cidr = await prefixFor(tx.db, create, pool, projectId)
  const now = timestamp(env.clock)
  const current: Subnet = {
    ...judgeSubnet(env, { ...create, ...gatewayInPool(create, cidr) }, cidr),
    id: create.id ?? randomUUID(),
    networkId: create.networkId,
    projectId,
    subnetpoolId: pool?.id ?? null,
    tags: [],
    revisionNumber: 1,
    createdAt: now,
    updatedAt: now,
  }
  requireFitsNetwork(current, loaded)
  requireSamePools(loaded, current, pool)
  if (current.segmentId !== null) await requireSegmentOf(tx.db, current.networkId, current.segmentId)
  requireAllOrNoneOnSegments(current, loaded.subnets)
  await tx.db.insertInto('subnets').values(subnetRow(current)).execute()
  const addressing = addressingOf(current)
  await rebuildRanges(tx.db, addressing)
  const network = await touchNetwork(env, tx, {
    ...loaded.network,
    subnetIds: [...loaded.network.subnetIds, current.id],
    ...(pool?.ipVersion === 4 && { ipv4AddressScopeId: pool.addressScopeId }),
    ...(pool?.ipVersion === 6 && { ipv6AddressScopeId: pool.addressScopeId }),
  })
  const shown = await env.extensions.createSubnet(create, current, tx, request)
  const subnet: SubnetContext = { request, current: shown, network }
  await env.mechanisms.precommit('create', 'Subnet', subnet, tx)
  const ports = addressing.isAutomatic ? await addAutomaticAddresses(env, tx, request, current) : []
  return { subnet, ports, addressing }
}

/** What messages call a subnet that has no id yet. */
const NEW = 'new subnet'

type Judged = Omit<
  Subnet,
  'id' | 'networkId' | 'projectId' | 'subnetpoolId' | 'tags' | 'revisionNumber' | 'createdAt' | 'updatedAt'
>

/** Everything about a subnet that needs no look at the network. */
function judgeSubnet({ options }: Ml2Environment, create: SubnetCreate, cidr: Cidr): Judged {
  const enableDhcp = create.enableDhcp ?? true
  if (enableDhcp) requireDhcpFits(cidr)
  const modes = { ipv6RaMode: create.ipv6RaMode ?? null, ipv6AddressMode: create.ipv6AddressMode ?? null, enableDhcp }
  requireModesFit(cidr, modes)
  const gateway = requireGateway(cidr, create.gatewayIp)
  // no pool at all is what a client sends that leaves the choice to us
  const pools = checkPools(cidr, create.allocationPools ?? [])
  requireGatewayOutside(gateway, pools)
  return {
    name: create.name ?? '',
    description: create.description ?? '',
    ipVersion: cidr.version,
    cidr: formatCidr(cidr),
    gatewayIp: gateway === undefined ? null : formatAddress(gateway),
    allocationPools: pools.length > 0 ? pools : defaultPools(cidr, gateway),
    dnsNameservers: checkNameservers(create.dnsNameservers ?? [], cidr, NEW, options),
    hostRoutes: checkRoutes(create.hostRoutes ?? [], cidr, NEW, options),
    segmentId: create.segmentId ?? null,
    serviceTypes: checkServiceTypes(create.serviceTypes ?? []),
    ...modes,
  }
}

function requireFitsNetwork(subnet: Subnet, { network, occupied }: GrowingNetwork): void {
  const cidr = parseCidr(subnet.cidr)
  if (cidr !== undefined && occupied.overlaps(cidr)) {
    // the other subnet may be somebody else's, so it is not named
    throw new InvalidInputError(
      `Requested subnet with cidr: ${subnet.cidr} for network: ${network.id} overlaps with another subnet`,
    )
  }
  requireMtuFor(network.id, network.mtu, [subnet.ipVersion])
}

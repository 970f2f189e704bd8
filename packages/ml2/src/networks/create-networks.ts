import {
  type AllocatedSegment,
  InvalidInputError,
  type Network,
  type NetworkContext,
  type NetworkCreate,
  type ProviderSegment,
  type RequestContext,
  type Segment,
  SegmentsContainDuplicateEntryError,
  SegmentsSetInConjunctionWithProvidersError,
} from '@netloom/core'
import type { Transaction } from '@netloom/core/store'
import { randomUUID } from 'node:crypto'
import { insertChunks, ownerOf, timestamp } from '@netloom/core/kit'
import { requireZones } from '../availability-zones/availability-zone-service.ts'
import type { Ml2Environment } from '../environment/environment.ts'
import { policiesOfNewNetworks, requireSupportedOn } from '../qos/attach-policy.ts'
import { takeQuota } from '../quotas/usage.ts'
import { shareWithAll } from '../rbac/entries.ts'
import { insertSegments } from '../rows/insert-segments.ts'
import { networkRow, segmentRow } from '../rows/network-rows.ts'
import { requireNoOtherDefault } from './default-network.ts'
import { networkFeedWrite } from '../network-state/network-feed.ts'

/** Judges provider data before any transaction. @throws {InvalidInputError} */
export function checkProviderData({ types }: Ml2Environment, { provider, segments }: NetworkCreate): void {
  if (provider !== undefined && segments !== undefined) {
    throw new SegmentsSetInConjunctionWithProvidersError()
  }
  const wanted = segments ?? (provider === undefined ? [] : [provider])
  for (const segment of wanted) types.validate(segment)
  const full = wanted.filter((segment) => !types.isPartial(segment)).map(describe)
  const seen = new Set<string>()
  for (const text of full) {
    if (seen.has(text)) throw new SegmentsContainDuplicateEntryError(text)
    seen.add(text)
  }
}

/** Writes new networks with their segments, all or none, inside the transaction. Returns the contexts for the postcommits. */
export async function createNetworksIn(
  env: Ml2Environment,
  tx: Transaction,
  request: RequestContext,
  creates: readonly NetworkCreate[],
): Promise<readonly NetworkContext[]> {
  await takeQuota(
    env,
    tx,
    creates.map(({ projectId }) => ({ projectId: ownerOf(request, projectId), resource: 'network' })),
  )
  for (const { availabilityZoneHints = [] } of creates)
    await requireZones(tx.db, env.zones.zonedAgents, 'network', availabilityZoneHints)
  const defaults = creates.filter(({ isDefault }) => isDefault === true)
  if (defaults.length > 1) throw new InvalidInputError('more than one network is to be the default')
  if (defaults.length > 0) await requireNoOtherDefault(tx)
  const policies = await policiesOfNewNetworks(tx, request, creates)
  const networks: Network[] = []
  for (const [index, create] of creates.entries()) {
    networks.push(await newNetwork(env, tx, request, { ...create, qosPolicyId: policies[index] ?? null }))
  }
  await requireSupportedOn(env, tx, networks)
  for (const piece of insertChunks(networks)) await tx.db.insertInto('networks').values(piece.map(networkRow)).execute()
  const segments = networks.flatMap((network) => network.segments)
  const now = timestamp(env.clock)
  await insertSegments(
    tx,
    segments.map((segment) => segmentRow(segment, now)),
    env.logger,
  )
  for (const network of networks) {
    if (network.shared) await shareWithAll(tx, 'network', network)
    if (network.routerExternal) await shareWithAll(tx, 'network', network, 'access_as_external')
  }
  await tx.publish(networks.map((network) => networkFeedWrite(network, true)))
  const contexts: NetworkContext[] = []
  for (const [index, network] of networks.entries()) {
    const create = creates[index]
    const current = create === undefined ? network : await env.extensions.createNetwork(create, network, tx, request)
    const context: NetworkContext = { request, current }
    await env.mechanisms.precommit('create', 'Network', context, tx)
    contexts.push(context)
  }
  return contexts
}

async function newNetwork(
  env: Ml2Environment,
  tx: Transaction,
  request: RequestContext,
  create: NetworkCreate,
): Promise<Network> {
  const id = create.id ?? randomUUID()
  const allocated = await takeSegments(env, tx, create)
  const now = timestamp(env.clock)
  return {
    id,
    projectId: ownerOf(request, create.projectId),
    name: create.name ?? '',
    adminStateUp: create.adminStateUp ?? true,
    status: 'ACTIVE',
    shared: create.shared ?? false,
    routerExternal: create.routerExternal ?? false,
    mtu: networkMtu(env, allocated, create.mtu),
    segments: allocated.map((segment, segmentIndex): Segment => ({
      ...segment,
      id: randomUUID(),
      networkId: id,
      segmentIndex,
      isDynamic: false,
    })),
    subnetIds: [],
    ipv4AddressScopeId: null,
    ipv6AddressScopeId: null,
    portSecurityEnabled: create.portSecurityEnabled ?? true,
    isDefault: create.isDefault ?? false,
    availabilityZoneHints: create.availabilityZoneHints ?? [],
    availabilityZones: [],
    l2Adjacency: true,
    dnsDomain: create.dnsDomain ?? '',
    qosPolicyId: create.qosPolicyId ?? null,
    tags: [],
    description: create.description ?? '',
    revisionNumber: 1,
    createdAt: now,
    updatedAt: now,
  }
}

async function takeSegments(
  { types }: Ml2Environment,
  tx: Transaction,
  { provider, segments, routerExternal }: NetworkCreate,
): Promise<readonly AllocatedSegment[]> {
  const wanted = segments ?? (provider === undefined ? [] : [provider])
  if (wanted.length === 0) return [await types.allocateForProject(routerExternal === true, tx)]
  // full requests first, or a partial one could be given what a full one names
  const taken = new Map<ProviderSegment, AllocatedSegment>()
  const full = wanted.filter((segment) => !types.isPartial(segment))
  const partial = wanted.filter((segment) => types.isPartial(segment))
  for (const segment of [...full, ...partial]) taken.set(segment, await types.reserve(segment, tx))
  return wanted.flatMap((segment) => taken.get(segment) ?? [])
}

/** What was asked for, at most what the segments carry; 0 or absent = as much as they carry. @throws {InvalidInputError} */
export function networkMtu(
  { types, options }: Ml2Environment,
  segments: readonly AllocatedSegment[],
  wanted: number | undefined,
): number {
  const limit = types.mtu(segments)
  if (wanted === undefined || wanted === 0) return limit === 0 ? options.globalPhysnetMtu : limit
  if (limit > 0 && wanted > limit) {
    throw new InvalidInputError(`Requested MTU is too big, maximum is ${String(limit)}`)
  }
  return wanted
}

function describe({ networkType, physicalNetwork, segmentationId }: ProviderSegment): string {
  return [networkType, physicalNetwork, segmentationId].filter((part) => part !== undefined).join(' ')
}

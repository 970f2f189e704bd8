import type { AllocatedSegment, Network, NetworkStatus, Segment } from '@netloom/core'
import { chunks } from '@netloom/core/kit'
import type { NetworksTable, Schema, SegmentsTable } from '@netloom/core/store'
import type { Kysely } from 'kysely'
import { groupBy } from './group-by.ts'
import { textList } from './text-list.ts'
import {
  SUBNET_ADDRESSING,
  subnetAddressing,
  type JoinedSubnetRow,
  type SubnetAddressing,
} from './subnet-addressing.ts'

/** A network with what port operations need of its subnets. */
export interface LoadedNetwork {
  readonly network: Network
  /** In the order in which addresses are looked for: older ones first, those of one second by prefix. */
  readonly subnets: readonly SubnetAddressing[]
  /** Some agent has it, for whatever kind. A network without subnets has nothing to serve, and counts as one that none has. */
  readonly isAssigned: boolean
}

export function networkRow(network: Network): NetworksTable {
  return {
    id: network.id,
    project_id: network.projectId,
    name: network.name,
    admin_state_up: network.adminStateUp ? 1 : 0,
    status: network.status,
    shared: network.shared ? 1 : 0,
    router_external: network.routerExternal ? 1 : 0,
    mtu: network.mtu,
    port_security_enabled: network.portSecurityEnabled ? 1 : 0,
    is_default: network.isDefault ? 1 : 0,
    availability_zone_hints: JSON.stringify(network.availabilityZoneHints),
    dns_domain: network.dnsDomain,
    qos_policy_id: network.qosPolicyId,
    tags: JSON.stringify(network.tags),
    description: network.description,
    revision_number: network.revisionNumber,
    created_at: network.createdAt,
    updated_at: network.updatedAt,
  }
}

interface NetworkParts {
  readonly segments: readonly Segment[]
  readonly subnets: readonly JoinedSubnetRow[]
}

export function networkOf(row: NetworksTable, { segments, subnets }: NetworkParts): Network {
  return {
    id: row.id,
    projectId: row.project_id,
    name: row.name,
    adminStateUp: row.admin_state_up === 1,
    status: row.status as NetworkStatus,
    shared: row.shared === 1,
    routerExternal: row.router_external === 1,
    mtu: row.mtu,
    segments,
    subnetIds: subnets.map(({ id }) => id),
    ipv4AddressScopeId: scopeOf(subnets, 4),
    ipv6AddressScopeId: scopeOf(subnets, 6),
    portSecurityEnabled: row.port_security_enabled === 1,
    isDefault: row.is_default === 1,
    availabilityZoneHints: textList(row.availability_zone_hints),
    availabilityZones: [],
    l2Adjacency: subnets.every(({ segment_id }) => segment_id === null),
    dnsDomain: row.dns_domain,
    qosPolicyId: row.qos_policy_id,
    tags: textList(row.tags),
    description: row.description,
    revisionNumber: row.revision_number,
    createdAt: row.created_at,
    updatedAt: row.updated_at,
  }
}

// Subnets of one network and version have one scope.
function scopeOf(subnets: readonly JoinedSubnetRow[], version: 4 | 6): string | null {
  return subnets.find((row) => row.ip_version === version && row.address_scope_id !== null)?.address_scope_id ?? null
}

/** `now` is when the segment was made. */
export function segmentRow(segment: Segment, now: string): SegmentsTable {
  return {
    id: segment.id,
    network_id: segment.networkId,
    network_type: segment.networkType,
    physical_network: segment.physicalNetwork,
    segmentation_id: segment.segmentationId,
    segment_index: segment.segmentIndex,
    is_dynamic: segment.isDynamic ? 1 : 0,
    name: '',
    description: '',
    tags: '[]',
    revision_number: 1,
    created_at: now,
    updated_at: now,
  }
}

export function segmentOf(row: SegmentsTable): Segment {
  return {
    id: row.id,
    networkId: row.network_id,
    networkType: row.network_type,
    physicalNetwork: row.physical_network,
    segmentationId: row.segmentation_id,
    segmentIndex: row.segment_index,
    isDynamic: row.is_dynamic === 1,
  }
}

export function allocatedSegment({ networkType, physicalNetwork, segmentationId }: Segment): AllocatedSegment {
  return { networkType, physicalNetwork, segmentationId }
}

/** Networks by id, in three statements for each few hundred. Unknown ids are missing from the answer. */
export async function loadNetworks(
  db: Kysely<Schema>,
  ids: readonly string[],
): Promise<ReadonlyMap<string, LoadedNetwork>> {
  const rows: NetworksTable[] = []
  for (const piece of chunks(ids)) {
    rows.push(...(await db.selectFrom('networks').selectAll().where('id', 'in', piece).execute()))
  }
  return withParts(db, rows)
}

export async function loadNetwork(db: Kysely<Schema>, id: string): Promise<LoadedNetwork | undefined> {
  return (await loadNetworks(db, [id])).get(id)
}

/** Adds segments and subnets to network rows, keeping their order. */
export async function withParts(
  db: Kysely<Schema>,
  rows: readonly NetworksTable[],
): Promise<ReadonlyMap<string, LoadedNetwork>> {
  const loaded: (readonly [string, LoadedNetwork])[] = []
  for (const piece of chunks(rows)) loaded.push(...(await partsOf(db, piece)))
  return new Map(loaded)
}

async function partsOf(
  db: Kysely<Schema>,
  rows: readonly NetworksTable[],
): Promise<readonly (readonly [string, LoadedNetwork])[]> {
  const ids = rows.map(({ id }) => id)
  const segmentRows = await db
    .selectFrom('segments')
    .selectAll()
    .where('network_id', 'in', ids)
    .orderBy('segment_index')
    .execute()
  const subnetRows = await db
    .selectFrom('subnets')
    .leftJoin('subnetpools', 'subnetpools.id', 'subnets.subnetpool_id')
    .select(SUBNET_ADDRESSING)
    // Here, because it costs no statement of its own.
    .select((builder) =>
      builder
        .selectFrom('agent_assignments')
        .whereRef('agent_assignments.object_id', '=', 'subnets.network_id')
        .select(({ fn }) => fn.countAll<number | string>().as('count'))
        .as('assigned_agents'),
    )
    .where('subnets.network_id', 'in', ids)
    .orderBy('subnets.created_at')
    .orderBy('subnets.cidr')
    .execute()
  const segmentsOf = groupBy(segmentRows, (row) => row.network_id)
  const subnetsOf = groupBy(subnetRows, (row) => row.network_id)
  return rows.map((row) => {
    const subnets = subnetsOf.get(row.id) ?? []
    const own = (segmentsOf.get(row.id) ?? []).map(segmentOf)
    const network = networkOf(row, { segments: own, subnets })
    const isAssigned = subnets.some(({ assigned_agents }) => Number(assigned_agents) > 0)
    return [row.id, { network, subnets: subnets.map(subnetAddressing), isAssigned }]
  })
}

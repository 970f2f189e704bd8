import {
  DuplicateSubPortError,
  InvalidInputError,
  ParentPortInUseError,
  type Port,
  PortInUseError,
  PortNotFoundError,
  type RequestContext,
  type Subport,
  SubPortMtuGreaterThanTrunkPortMtuError,
  type SubportRequest,
} from '@netloom/core'
import type { Schema } from '@netloom/core/store'
import type { Kysely } from 'kysely'
import { isOwn } from '@netloom/core/kit'
import { loadPorts } from '../rows/load-ports.ts'
import { loadNetworks, type LoadedNetwork } from '../rows/network-rows.ts'
import { requireNoTrunk } from '../port-state/trunk-guards.ts'

export interface ResolvedSubport extends Subport {
  readonly port: Port
}

export interface SubportOrder {
  readonly trunkId: string
  readonly parent: Port
  /** Those that the trunk has. */
  readonly present: readonly Subport[]
  readonly requests: readonly SubportRequest[]
}

/**
 * What a trunk's new subports become: `inherit` is what their network has, every port exists, is nobody's, and fits.
 * @throws {InvalidInputError} {@link PortNotFoundError} {@link PortInUseError} and the errors of trunks
 */
export async function resolveSubports(
  db: Kysely<Schema>,
  context: RequestContext,
  { trunkId, parent, present, requests }: SubportOrder,
): Promise<readonly ResolvedSubport[]> {
  if (requests.length === 0) return []
  requireEachOnce(requests)
  const ports = await visiblePorts(db, context, requests)
  const networkIds = new Set([parent, ...ports.values()].map(({ networkId }) => networkId))
  const networks = await loadNetworks(db, [...networkIds])
  const taken = new Set(present.map(segmentKey))
  const resolved: ResolvedSubport[] = []
  for (const request of requests) {
    const port = ports.get(request.portId)
    if (request.portId === parent.id) throw new ParentPortInUseError(parent.id)
    const network = networks.get(port?.networkId ?? '')
    requireMtu(request.portId, network, parent, networks.get(parent.networkId))
    const subport = segmentOf(request, network)
    if (port === undefined) throw new PortNotFoundError(request.portId)
    await requireNoTrunk(db, port)
    if (port.deviceId !== '') throw new PortInUseError(port.id, port.networkId, port.deviceId)
    if (taken.has(segmentKey(subport))) {
      throw new DuplicateSubPortError(subport.segmentationType, subport.segmentationId, trunkId)
    }
    taken.add(segmentKey(subport))
    resolved.push({ ...subport, port })
  }
  return resolved
}

async function visiblePorts(
  db: Kysely<Schema>,
  context: RequestContext,
  requests: readonly SubportRequest[],
): Promise<ReadonlyMap<string, Port>> {
  const found = new Map<string, Port>()
  const ids = requests.map(({ portId }) => portId)
  for (const port of await loadPorts(db, ids)) if (isOwn(context, port)) found.set(port.id, port)
  return found
}

function requireEachOnce(requests: readonly SubportRequest[]): void {
  const seen = new Set<string>()
  for (const { portId } of requests) {
    if (seen.has(portId)) throw new InvalidInputError(`Non unique UUID for subport: '${portId}'`)
    seen.add(portId)
  }
}

/** Frames of a subport pass the parent, so they have to fit there. */
function requireMtu(
  portId: string,
  loaded: LoadedNetwork | undefined,
  parent: Port,
  parentNetwork: LoadedNetwork | undefined,
): void {
  const limit = parentNetwork?.network.mtu ?? 0
  const mtu = loaded?.network.mtu ?? 0
  if (limit > 0 && mtu > limit) throw new SubPortMtuGreaterThanTrunkPortMtuError(portId, mtu, parent.id, limit)
}

/** IEEE 802.1Q; 0 and 4095 are reserved. */
const VLAN_IDS = { first: 1, last: 4094 }

function segmentOf(request: SubportRequest, loaded: LoadedNetwork | undefined): Subport {
  const inherited = request.segmentationType === 'inherit' ? loaded?.network.segments[0] : undefined
  const segmentationType = inherited?.networkType ?? request.segmentationType
  const segmentationId = inherited === undefined ? request.segmentationId : (inherited.segmentationId ?? undefined)
  if (segmentationType === undefined || (segmentationId === undefined && inherited === undefined)) {
    throw new InvalidInputError(
      `Invalid subport details '{'port_id': '${request.portId}'}': missing segmentation information. ` +
        'Must specify both segmentation_id and segmentation_type',
    )
  }
  if (segmentationType !== 'vlan') throw new InvalidInputError(`Unknown segmentation_type '${segmentationType}'`)
  if (segmentationId === undefined || segmentationId < VLAN_IDS.first || segmentationId > VLAN_IDS.last) {
    throw new InvalidInputError(`Segmentation ID '${String(segmentationId)}' is not in range`)
  }
  return { portId: request.portId, segmentationType, segmentationId }
}

const segmentKey = ({ segmentationType, segmentationId }: Subport): string =>
  `${segmentationType} ${String(segmentationId)}`

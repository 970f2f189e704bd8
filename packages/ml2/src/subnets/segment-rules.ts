import type { Subnet } from '@netloom/core'
import {
  NetworkIdsDontMatchError,
  NoUpdateSubnetWhenMultipleSegmentsError,
  SegmentNotFoundError,
  SubnetCantAssociateToDynamicSegmentError,
  SubnetSegmentAssociationChangeNotAllowedError,
  SubnetsNotAllAssociatedWithSegmentsError,
} from '@netloom/core/errors'
import type { Schema } from '@netloom/core/store'
import type { Kysely } from 'kysely'
import type { LoadedNetwork } from '../rows/network-rows.ts'
import type { SubnetAddressing } from '../rows/subnet-addressing.ts'

type OnSegment = Pick<SubnetAddressing, 'segmentId' | 'serviceTypes'>

/** Subnets of a routed network's addresses that wander between segments are on none. */
const isRouted = ({ serviceTypes }: OnSegment): boolean => serviceTypes.includes('network:routed')

/** @throws {SegmentNotFoundError} {@link NetworkIdsDontMatchError} {@link SubnetCantAssociateToDynamicSegmentError} */
export async function requireSegmentOf(db: Kysely<Schema>, networkId: string, segmentId: string): Promise<void> {
  const segment = await db
    .selectFrom('segments')
    .select(['network_id', 'is_dynamic'])
    .where('id', '=', segmentId)
    .executeTakeFirst()
  if (segment === undefined) throw new SegmentNotFoundError(segmentId)
  if (segment.network_id !== networkId) throw new NetworkIdsDontMatchError(networkId, segmentId)
  if (segment.is_dynamic === 1) throw new SubnetCantAssociateToDynamicSegmentError()
}

/** Either all subnets of a network are on segments (it is routed) or none is. @throws {SubnetsNotAllAssociatedWithSegmentsError} */
export function requireAllOrNoneOnSegments(subnet: Subnet, others: readonly OnSegment[]): void {
  if (isRouted(subnet)) return
  const isOn = subnet.segmentId !== null
  if (others.some((one) => (one.segmentId !== null) !== isOn && !isRouted(one))) {
    throw new SubnetsNotAllAssociatedWithSegmentsError(subnet.networkId)
  }
}

/** An existing subnet can only be put on the one segment of its network, and only if it is the one subnet. @throws what forbids it */
export async function requireMayMove(
  db: Kysely<Schema>,
  { network, subnets }: LoadedNetwork,
  changed: Subnet,
): Promise<void> {
  const placed = subnets.filter((one) => !isRouted(one))
  if (placed.length > 1) throw new SubnetsNotAllAssociatedWithSegmentsError(network.id)
  if (placed.every(({ segmentId }) => segmentId !== null && segmentId !== changed.segmentId)) {
    throw new SubnetSegmentAssociationChangeNotAllowedError()
  }
  if (network.segments.length > 1) throw new NoUpdateSubnetWhenMultipleSegmentsError(network.id)
  if (changed.segmentId !== null) await requireSegmentOf(db, network.id, changed.segmentId)
}

import { SubnetNotFoundError } from '../../errors/resource-errors.ts'
import type { FixedIpRequest } from '../../model/port.ts'
import type { RequestContext } from '../../model/request-context.ts'
import type { Transaction } from '../../store/store.ts'
import type { LoadedNetwork } from '../rows/network-rows.ts'
import { listSubnets } from '../subnets/list-subnets.ts'

/**
 * A subnet of another network is a bad request, one that does not exist or that the caller may not see is not found.
 * @throws {SubnetNotFoundError}
 */
export async function requireKnownSubnets(
  { db }: Transaction,
  context: RequestContext,
  requests: readonly FixedIpRequest[],
  { subnets }: LoadedNetwork,
): Promise<void> {
  for (const { subnetId } of requests) {
    if (subnetId === undefined || subnets.some(({ id }) => id === subnetId)) continue
    const others = await listSubnets(db, context, { id: subnetId })
    if (others.length === 0) throw new SubnetNotFoundError(subnetId)
  }
}

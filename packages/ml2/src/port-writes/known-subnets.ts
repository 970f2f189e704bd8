import { type FixedIpRequest, type RequestContext, SubnetNotFoundError } from '@netloom/core'
import { chunks } from '@netloom/core/kit'
import type { Transaction } from '@netloom/core/store'
import type { LoadedNetwork } from '../rows/network-rows.ts'
import { listSubnets } from '../subnet-queries/list-subnets.ts'

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
  const named = new Set(requests.flatMap(({ subnetId }) => subnetId ?? []))
  if (named.size === 0) return
  for (const { id } of subnets) named.delete(id)
  for (const ids of chunks([...named])) {
    const others = new Set((await listSubnets(db, context, { id: ids })).map(({ id }) => id))
    const missing = ids.find((id) => !others.has(id))
    if (missing !== undefined) throw new SubnetNotFoundError(missing)
  }
}

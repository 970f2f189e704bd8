import type { RequestContext } from '@netloom/core'
import type { L3Environment } from './l3-environment.ts'
import { tablesIn } from '../store/tables.ts'

/**
 * Addresses on an external network are taken with more rights than the caller has. Whether a subnet of somebody else is there
 * must not show: only those of the network, and what the caller sees, are looked at any further.
 * @throws {SubnetNotFoundError}
 */
export async function requireKnownSubnets(
  { engine }: Pick<L3Environment, 'engine'>,
  context: RequestContext,
  networkId: string,
  subnetIds: readonly string[],
): Promise<void> {
  if (subnetIds.length === 0) return
  const rows = await tablesIn(engine.store.db)
    .selectFrom('subnets')
    .select('id')
    .where('id', 'in', subnetIds)
    .where('network_id', '=', networkId)
    .execute()
  const own = new Set(rows.map(({ id }) => id))
  for (const id of subnetIds) if (!own.has(id)) await engine.subnets.get(context, id)
}

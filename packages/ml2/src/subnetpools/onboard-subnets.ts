import {
  NetworkNotFoundError,
  NotAuthorizedError,
  type OnboardedSubnet,
  type RequestContext,
  type Subnetpool,
} from '@netloom/core'
import { timestamp } from '@netloom/core/kit'
import { IllegalSubnetpoolUpdateError } from '@netloom/core/errors'
import type { Transaction } from '@netloom/core/store'
import type { Ml2Environment } from '../environment/environment.ts'
import { storedPrefix } from '../prefixes/canonical-prefixes.ts'
import { overlaps } from '../prefixes/prefix-set.ts'
import { isVisible } from '../rbac/visible.ts'
import { loadNetwork } from '../rows/network-rows.ts'
import { touchNetwork } from '../network-state/touch-network.ts'
import { takenPrefixes } from './change-prefixes.ts'
import { addedPrefixes } from './pool-prefixes.ts'
import { writeSubnetpool } from './update-subnetpool.ts'

/**
 * A pool adopts the subnets of a network, inside the transaction.
 * @throws {IllegalSubnetpoolUpdateError} when one overlaps with what the pool has given out
 */
export async function onboardSubnetsIn(
  env: Ml2Environment,
  tx: Transaction,
  context: RequestContext,
  pool: Subnetpool,
  networkId: string,
): Promise<readonly OnboardedSubnet[]> {
  const network = (await loadNetwork(tx.db, networkId))?.network
  if (network === undefined || !(await isVisible(tx.db, context, 'network', network))) {
    throw new NetworkNotFoundError(networkId)
  }
  // who merely may use a network must not move its subnets into a pool of theirs
  if (!context.isAdmin && network.projectId !== context.projectId) {
    throw new NotAuthorizedError('onboard_network_subnets')
  }
  const subnets = await tx.db
    .selectFrom('subnets')
    .select(['id', 'cidr'])
    .where('network_id', '=', networkId)
    .where('ip_version', '=', pool.ipVersion)
    .orderBy('id')
    .execute()
  if (subnets.length === 0) return []
  const taken = await takenPrefixes(tx.db, pool.id)
  const double = subnets.find(({ cidr }) => overlaps(taken, [storedPrefix(cidr)]))
  if (double !== undefined) {
    throw new IllegalSubnetpoolUpdateError(
      `Onboarding subnet ${double.id}: ${double.cidr} conflicts with allocated prefixes in subnet pool ${pool.id}`,
    )
  }
  const { prefixes } = await addedPrefixes(
    pool,
    subnets.map(({ cidr }) => cidr),
  )
  await writeSubnetpool(env, tx, context, pool, { ...pool, prefixes })
  await tx.db
    .updateTable('subnets')
    .set(({ eb }) => ({
      subnetpool_id: pool.id,
      revision_number: eb('revision_number', '+', 1),
      updated_at: timestamp(env.clock),
    }))
    .where('network_id', '=', networkId)
    .where('ip_version', '=', pool.ipVersion)
    .execute()
  await touchNetwork(env, tx, network)
  return subnets
}

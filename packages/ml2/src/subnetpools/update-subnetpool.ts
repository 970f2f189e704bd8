import type { RequestContext, Subnetpool, SubnetpoolUpdate } from '@netloom/core'
import { timestamp } from '@netloom/core/kit'
import type { Transaction } from '@netloom/core/store'
import type { Ml2Environment } from '../environment/environment.ts'
import { requireNoDefault } from './create-subnetpools.ts'
import { changedPrefixes } from './pool-prefixes.ts'
import { requireFitsScope, requireNetworksFollow, requireScopeIsOwn, touchNetworksOf } from './pool-scope.ts'
import { prefixBounds } from './prefix-bounds.ts'
import { subnetpoolRow } from './subnetpool-rows.ts'

type Environment = Pick<Ml2Environment, 'clock'>

/** Applies a change to a pool, inside the transaction. */
export async function updateSubnetpoolIn(
  env: Environment,
  tx: Transaction,
  context: RequestContext,
  original: Subnetpool,
  change: SubnetpoolUpdate,
): Promise<Subnetpool> {
  const prefixes =
    change.prefixes === undefined ? original.prefixes : (await changedPrefixes(original, change.prefixes)).prefixes
  const wanted = { ...original, ...change, prefixes }
  const changed: Subnetpool = { ...wanted, ...prefixBounds(original.ipVersion, wanted) }
  if (changed.isDefault && !original.isDefault) await requireNoDefault(tx.db, original.ipVersion)
  return writeSubnetpool(env, tx, context, original, changed)
}

/** Writes a changed pool with the next revision, if its scopes allow the change. */
export async function writeSubnetpool(
  env: Environment,
  tx: Transaction,
  context: RequestContext,
  original: Subnetpool,
  changed: Subnetpool,
): Promise<Subnetpool> {
  await requireScopeIsOwn(tx.db, context, original)
  const isMoved = changed.addressScopeId !== original.addressScopeId
  const isGrown = changed.prefixes.join() !== original.prefixes.join()
  if (isMoved || isGrown) await requireFitsScope(tx.db, context, changed)
  if (isMoved && changed.addressScopeId !== null) await requireNetworksFollow(tx.db, changed)
  const current: Subnetpool = {
    ...changed,
    revisionNumber: original.revisionNumber + 1,
    updatedAt: timestamp(env.clock),
  }
  await tx.db.updateTable('subnetpools').set(subnetpoolRow(current)).where('id', '=', original.id).execute()
  if (isMoved) await touchNetworksOf(env, tx, original.id)
  return current
}

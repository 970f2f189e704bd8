import type { RequestContext, Subnetpool } from '@netloom/core'
import { timestamp } from '@netloom/core/kit'
import {
  AddressScopePrefixConflictError,
  IllegalSubnetpoolIpVersionError,
  IllegalSubnetpoolUpdateError,
  NetworkAddressScopeAffinityError,
} from '@netloom/core/errors'
import type { Schema, Transaction } from '@netloom/core/store'
import type { Kysely } from 'kysely'
import { visibleAddressScope } from '../address-scopes/list-address-scopes.ts'
import type { Ml2Environment } from '../environment/environment.ts'
import { storedPrefixes } from '../prefixes/canonical-prefixes.ts'
import { overlaps } from '../prefixes/prefix-set.ts'
import { textList } from '../rows/text-list.ts'

type Db = Kysely<Schema>

/**
 * May a pool with these prefixes be in its scope?
 * @throws {AddressScopeNotFoundError} {@link IllegalSubnetpoolIpVersionError} {@link AddressScopePrefixConflictError}
 */
export async function requireFitsScope(db: Db, context: RequestContext, pool: Subnetpool): Promise<void> {
  if (pool.addressScopeId === null) return
  const scope = await visibleAddressScope(db, context, pool.addressScopeId)
  if (scope.ipVersion !== pool.ipVersion) {
    throw new IllegalSubnetpoolIpVersionError(pool.id, scope.id, scope.ipVersion)
  }
  const others = await db
    .selectFrom('subnetpools')
    .select('prefixes')
    .where('address_scope_id', '=', scope.id)
    .where('id', '!=', pool.id)
    .execute()
  const own = storedPrefixes(pool.prefixes)
  if (others.some(({ prefixes }) => overlaps(own, storedPrefixes(textList(prefixes))))) {
    throw new AddressScopePrefixConflictError()
  }
}

/** A pool in somebody else's scope stays as it is. @throws {IllegalSubnetpoolUpdateError} */
export async function requireScopeIsOwn(db: Db, context: RequestContext, pool: Subnetpool): Promise<void> {
  if (pool.addressScopeId === null || context.isAdmin) return
  const scope = await db
    .selectFrom('address_scopes')
    .select('project_id')
    .where('id', '=', pool.addressScopeId)
    .executeTakeFirst()
  if (scope?.project_id === context.projectId) return
  throw new IllegalSubnetpoolUpdateError(
    `subnetpool ${pool.id} cannot be updated when associated with shared address scope ${pool.addressScopeId}`,
  )
}

/** Networks are not torn between two scopes. @throws {NetworkAddressScopeAffinityError} */
export async function requireNetworksFollow(db: Db, pool: Subnetpool): Promise<void> {
  const left = await db
    .selectFrom('subnets')
    .select('id')
    .where('ip_version', '=', pool.ipVersion)
    .where('network_id', 'in', (eb) =>
      eb.selectFrom('subnets as own').select('own.network_id').where('own.subnetpool_id', '=', pool.id),
    )
    .where((eb) => eb.or([eb('subnetpool_id', 'is', null), eb('subnetpool_id', '!=', pool.id)]))
    .limit(1)
    .executeTakeFirst()
  if (left !== undefined) throw new NetworkAddressScopeAffinityError()
}

/** Networks show the scope of their pool, so they have changed with it. */
export async function touchNetworksOf(
  { clock }: Pick<Ml2Environment, 'clock'>,
  { db }: Transaction,
  poolId: string,
): Promise<void> {
  await db
    .updateTable('networks')
    .set(({ eb }) => ({ revision_number: eb('revision_number', '+', 1), updated_at: timestamp(clock) }))
    .where('id', 'in', (eb) => eb.selectFrom('subnets').select('network_id').where('subnetpool_id', '=', poolId))
    .execute()
}

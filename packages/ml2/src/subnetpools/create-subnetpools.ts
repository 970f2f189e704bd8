import {
  EVERY_PROJECT,
  InvalidInputError,
  type RequestContext,
  type Subnetpool,
  type SubnetpoolCreate,
} from '@netloom/core'
import { type IpVersion, ownerOf, timestamp } from '@netloom/core/kit'
import type { Schema, Transaction } from '@netloom/core/store'
import { randomUUID } from 'node:crypto'
import type { Kysely } from 'kysely'
import type { Ml2Environment } from '../environment/environment.ts'
import { shareWithAll } from '../rbac/entries.ts'
import { requireScopeVisible } from '../rbac/scope-of-shared-pool.ts'
import { newPrefixes } from './pool-prefixes.ts'
import { requireFitsScope } from './pool-scope.ts'
import { prefixBounds } from './prefix-bounds.ts'
import { subnetpoolRow } from './subnetpool-rows.ts'

/** Writes one new pool, inside the transaction. */
export async function createSubnetpoolIn(
  { clock }: Pick<Ml2Environment, 'clock'>,
  tx: Transaction,
  context: RequestContext,
  create: SubnetpoolCreate,
): Promise<Subnetpool> {
  const { ipVersion, prefixes } = await newPrefixes(create.prefixes)
  const now = timestamp(clock)
  const pool: Subnetpool = {
    id: randomUUID(),
    projectId: ownerOf(context, create.projectId),
    name: create.name,
    ipVersion,
    prefixes,
    ...prefixBounds(ipVersion, create),
    defaultQuota: create.defaultQuota ?? null,
    isDefault: create.isDefault ?? false,
    shared: create.shared ?? false,
    addressScopeId: create.addressScopeId ?? null,
    description: create.description ?? '',
    tags: [],
    revisionNumber: 0,
    createdAt: now,
    updatedAt: now,
  }
  if (pool.isDefault) await requireNoDefault(tx.db, ipVersion)
  await requireFitsScope(tx.db, context, pool)
  await tx.db
    .insertInto('subnetpools')
    .values({ ...subnetpoolRow(pool), shared: pool.shared ? 1 : 0 })
    .execute()
  if (pool.shared) {
    await requireScopeVisible(tx.db, { objectType: 'subnetpool', objectId: pool.id, targetProject: EVERY_PROJECT })
    await shareWithAll(tx, 'subnetpool', pool)
  }
  return pool
}

/** @throws {InvalidInputError} when another pool of that IP version is the default one */
export async function requireNoDefault(db: Kysely<Schema>, version: IpVersion): Promise<void> {
  const other = await db
    .selectFrom('subnetpools')
    .select('id')
    .where('is_default', '=', 1)
    .where('ip_version', '=', version)
    .executeTakeFirst()
  if (other !== undefined) {
    throw new InvalidInputError(
      'A default subnetpool for this IP family has already been set. Only one default may exist per IP family',
    )
  }
}

import { EVERY_PROJECT, type RbacAction, type RbacPolicy } from '@netloom/core'
import { timestamp } from '@netloom/core/kit'
import type { Transaction } from '@netloom/core/store'
import type { Ml2Environment } from '../environment/environment.ts'
import type { ShareableTable } from '../environment/shareable-types.ts'

/** Brings what an object shows of its entries in line with them, as a new revision of it. */
export async function showSharing(
  env: Pick<Ml2Environment, 'clock' | 'sharedTypes'>,
  tx: Transaction,
  { objectType, objectId, action }: Pick<RbacPolicy, 'objectType' | 'objectId' | 'action'>,
): Promise<void> {
  const table = env.sharedTypes.get(objectType)?.table
  if (table === undefined) return
  await tx.db
    .updateTable(table)
    .set(({ eb }) => ({ revision_number: eb('revision_number', '+', 1), updated_at: timestamp(env.clock) }))
    .where('id', '=', objectId)
    .execute()
  await (action === 'access_as_external' ? showExternal(tx, objectId) : showShared(tx, table, objectId))
}

async function showShared(tx: Transaction, table: ShareableTable, id: string): Promise<void> {
  const shared = await hasEntry(tx, id, 'access_as_shared', EVERY_PROJECT)
  await tx.db
    .updateTable(table)
    .set({ shared: shared ? 1 : 0 })
    .where('id', '=', id)
    .execute()
}

/** A network is external while anybody at all may use it so. */
async function showExternal(tx: Transaction, id: string): Promise<void> {
  const isExternal = await hasEntry(tx, id, 'access_as_external')
  await tx.db
    .updateTable('networks')
    .set({ router_external: isExternal ? 1 : 0 })
    .where('id', '=', id)
    .execute()
}

async function hasEntry({ db }: Transaction, id: string, action: RbacAction, target?: string): Promise<boolean> {
  const entry = await db
    .selectFrom('rbac_policies')
    .select('id')
    .where('object_id', '=', id)
    .where('action', '=', action)
    .$if(target !== undefined, (query) => query.where('target_project', '=', target ?? ''))
    .limit(1)
    .executeTakeFirst()
  return entry !== undefined
}

import type { Subport, Trunk } from '@netloom/core'
import { chunks, insertChunks, timestamp } from '@netloom/core/kit'
import type { Transaction } from '@netloom/core/store'
import type { Ml2Environment } from '../environment/environment.ts'
import { subportRow, trunkRow } from './trunk-rows.ts'

type Environment = Pick<Ml2Environment, 'clock'>

/** A new trunk with its subports, shown on its parent port. */
export async function insertTrunk(env: Environment, tx: Transaction, trunk: Trunk): Promise<void> {
  await tx.db.insertInto('trunks').values(trunkRow(trunk)).execute()
  await insertSubports(tx, trunk.id, trunk.subports)
  await showOnParent(env, tx, trunk.portId, trunk.id)
}

/** What a trunk is from now on, as another revision of it. Its subports are written elsewhere. */
export async function writeTrunk(env: Environment, { db }: Transaction, trunk: Trunk): Promise<Trunk> {
  const after = { ...trunk, revisionNumber: trunk.revisionNumber + 1, updatedAt: timestamp(env.clock) }
  await db.updateTable('trunks').set(trunkRow(after)).where('id', '=', trunk.id).execute()
  return after
}

/** Writes more subports into a trunk. */
export async function growTrunk(
  env: Environment,
  tx: Transaction,
  trunk: Trunk,
  added: readonly Subport[],
): Promise<Trunk> {
  await insertSubports(tx, trunk.id, added)
  await showOnParent(env, tx, trunk.portId, trunk.id)
  return writeTrunk(env, tx, { ...trunk, subports: [...trunk.subports, ...added] })
}

/** Takes subports out of a trunk, by their ports. */
export async function shrinkTrunk(
  env: Environment,
  tx: Transaction,
  trunk: Trunk,
  gone: ReadonlySet<string>,
): Promise<Trunk> {
  for (const piece of chunks([...gone])) await tx.db.deleteFrom('subports').where('port_id', 'in', piece).execute()
  await showOnParent(env, tx, trunk.portId, trunk.id)
  return writeTrunk(env, tx, { ...trunk, subports: trunk.subports.filter(({ portId }) => !gone.has(portId)) })
}

export async function deleteTrunk(env: Environment, tx: Transaction, { id, portId }: Trunk): Promise<void> {
  await tx.db.deleteFrom('subports').where('trunk_id', '=', id).execute()
  await tx.db.deleteFrom('trunks').where('id', '=', id).execute()
  await showOnParent(env, tx, portId, null)
}

async function insertSubports({ db }: Transaction, trunkId: string, subports: readonly Subport[]): Promise<void> {
  const rows = subports.map((subport) => subportRow(trunkId, subport))
  for (const piece of insertChunks(rows)) await db.insertInto('subports').values(piece).execute()
}

/** A parent shows its trunk, so it has another revision whenever that changes. */
async function showOnParent(
  env: Environment,
  { db }: Transaction,
  portId: string,
  trunkId: string | null,
): Promise<void> {
  await db
    .updateTable('ports')
    .set(({ eb }) => ({
      trunk_id: trunkId,
      revision_number: eb('revision_number', '+', 1),
      updated_at: timestamp(env.clock),
    }))
    .where('id', '=', portId)
    .execute()
}

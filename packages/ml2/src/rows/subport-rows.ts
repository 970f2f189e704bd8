import type { TrunkedPort } from '@netloom/core'
import { chunks } from '@netloom/core/kit'
import type { Schema } from '@netloom/core/store'
import type { Kysely } from 'kysely'
import { groupBy } from './group-by.ts'

/** Subports of trunks, by trunk, in the order of their segmentation IDs. */
export async function loadSubports(
  db: Kysely<Schema>,
  trunkIds: readonly string[],
): Promise<ReadonlyMap<string, readonly TrunkedPort[]>> {
  const subports: (readonly [string, readonly TrunkedPort[]])[] = []
  for (const piece of chunks(trunkIds)) subports.push(...(await subportsOf(db, piece)))
  return new Map(subports)
}

async function subportsOf(
  db: Kysely<Schema>,
  trunkIds: readonly string[],
): Promise<readonly (readonly [string, readonly TrunkedPort[]])[]> {
  const rows = await db
    .selectFrom('subports')
    .innerJoin('ports', 'ports.id', 'subports.port_id')
    .select([
      'subports.trunk_id',
      'subports.port_id',
      'subports.segmentation_type',
      'subports.segmentation_id',
      'ports.mac_address',
    ])
    .where('subports.trunk_id', 'in', trunkIds)
    .orderBy('subports.segmentation_id')
    .execute()
  const found = rows.map((row) => ({
    trunkId: row.trunk_id,
    portId: row.port_id,
    segmentationType: row.segmentation_type,
    segmentationId: row.segmentation_id,
    macAddress: row.mac_address,
  }))
  const groups = [...groupBy(found, ({ trunkId }) => trunkId)]
  return groups.map(([id, own]) => [id, own.map(({ trunkId: _, ...subport }) => subport)])
}

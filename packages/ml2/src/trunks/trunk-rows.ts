import type { Subport, Trunk, TrunkStatus } from '@netloom/core'
import type { Schema, SubportsTable, TrunksTable } from '@netloom/core/store'
import type { Kysely } from 'kysely'
import { loadSubports } from '../rows/subport-rows.ts'
import { textList } from '../rows/text-list.ts'

export function trunkRow(trunk: Trunk): TrunksTable {
  return {
    id: trunk.id,
    project_id: trunk.projectId,
    name: trunk.name,
    port_id: trunk.portId,
    admin_state_up: trunk.adminStateUp ? 1 : 0,
    status: trunk.status,
    description: trunk.description,
    tags: JSON.stringify(trunk.tags),
    revision_number: trunk.revisionNumber,
    created_at: trunk.createdAt,
    updated_at: trunk.updatedAt,
  }
}

export function subportRow(trunkId: string, { portId, segmentationType, segmentationId }: Subport): SubportsTable {
  return {
    port_id: portId,
    trunk_id: trunkId,
    segmentation_type: segmentationType,
    segmentation_id: segmentationId,
  }
}

/** Adds the subports to trunk rows, keeping their order; one statement. */
export async function withSubports(db: Kysely<Schema>, rows: readonly TrunksTable[]): Promise<readonly Trunk[]> {
  const ids = rows.map(({ id }) => id)
  const subportsOf = await loadSubports(db, ids)
  return rows.map((row) => ({
    id: row.id,
    projectId: row.project_id,
    name: row.name,
    portId: row.port_id,
    adminStateUp: row.admin_state_up === 1,
    status: row.status as TrunkStatus,
    subports: (subportsOf.get(row.id) ?? []).map(({ macAddress: _, ...subport }) => subport),
    description: row.description,
    tags: textList(row.tags),
    revisionNumber: row.revision_number,
    createdAt: row.created_at,
    updatedAt: row.updated_at,
  }))
}

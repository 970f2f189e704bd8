import type { BindingLevel, FixedIp, Port, TrunkedPort } from '@netloom/core'
import { chunks } from '@netloom/core/kit'
import type { Schema } from '@netloom/core/store'
import type { Kysely, SelectQueryBuilder } from 'kysely'
import { groupBy } from './group-by.ts'
import { loadSubports } from './subport-rows.ts'
import { portOf, type JoinedPortRow } from './port-rows.ts'

type Db = Kysely<Schema>

const NO_LEVELS: readonly BindingLevel[] = []
const NO_ADDRESSES: readonly FixedIp[] = []
const NO_SUBPORTS: readonly TrunkedPort[] = []
const NO_TRUNKS: ReadonlyMap<string, readonly TrunkedPort[]> = new Map()

/** Every port has exactly one binding row, so one join has them both. */
export function selectPorts(db: Db): SelectQueryBuilder<Schema, 'ports' | 'port_bindings', JoinedPortRow> {
  return db
    .selectFrom('ports')
    .innerJoin('port_bindings', 'port_bindings.port_id', 'ports.id')
    .selectAll('ports')
    .select([
      'port_bindings.host',
      'port_bindings.vnic_type',
      'port_bindings.profile',
      'port_bindings.vif_type',
      'port_bindings.vif_details',
    ])
}

/** Ports by id, whole, in three statements for each few hundred. */
export async function loadPorts(db: Db, ids: readonly string[]): Promise<readonly Port[]> {
  const ports: Port[] = []
  for (const piece of chunks(ids)) {
    ports.push(...(await completePiece(db, await selectPorts(db).where('ports.id', 'in', piece).execute())))
  }
  return ports
}

export async function loadPort(db: Db, id: string): Promise<Port | undefined> {
  return (await loadPorts(db, [id]))[0]
}

/** Adds addresses and binding levels to joined rows, keeping their order. */
export async function completePorts(db: Db, rows: readonly JoinedPortRow[]): Promise<readonly Port[]> {
  const ports: Port[] = []
  for (const piece of chunks(rows)) ports.push(...(await completePiece(db, piece)))
  return ports
}

async function completePiece(db: Db, rows: readonly JoinedPortRow[]): Promise<readonly Port[]> {
  const ids = rows.map(({ id }) => id)
  if (ids.length === 0) return []
  const addresses = await db
    .selectFrom('ip_allocations')
    .select(['port_id', 'subnet_id', 'ip_address'])
    .where('port_id', 'in', ids)
    .execute()
  const anyBound = rows.some((row) => row.vif_type !== 'unbound')
  const levels = anyBound
    ? await db
        .selectFrom('port_binding_levels')
        .select(['port_id', 'level', 'driver', 'segment_id'])
        .where('port_id', 'in', ids)
        .orderBy('level')
        .execute()
    : []
  const trunkIds = rows.flatMap(({ trunk_id }) => trunk_id ?? [])
  const subportsOf = trunkIds.length === 0 ? NO_TRUNKS : await loadSubports(db, trunkIds)
  const addressesOf = groupBy(addresses, (row) => row.port_id)
  const levelsOf = groupBy(levels, (row) => row.port_id)
  return rows.map((row) =>
    portOf(
      row,
      addressesOf.get(row.id)?.map(({ subnet_id, ip_address }) => ({ subnetId: subnet_id, ipAddress: ip_address })) ??
        NO_ADDRESSES,
      levelsOf.get(row.id)?.map(({ level, driver, segment_id }) => ({ level, driver, segmentId: segment_id })) ??
        NO_LEVELS,
      subportsOf.get(row.trunk_id ?? '') ?? NO_SUBPORTS,
    ),
  )
}

import type { HostRoute, StandardAttributes } from '@netloom/core'
import { chunks } from '@netloom/core/kit'
import type { RouterStatus } from '../model/router.ts'
import { type Db, type RouterRow, tablesIn } from '../store/tables.ts'

/** A router as its row has it. */
export interface StoredRouter extends StandardAttributes {
  readonly id: string
  readonly projectId: string
  readonly name: string
  readonly adminStateUp: boolean
  readonly status: RouterStatus
  readonly gatewayPortId: string | null
  readonly gatewayNetworkId: string | null
  readonly enableSnat: boolean
  readonly routes: readonly HostRoute[]
  readonly availabilityZoneHints: readonly string[]
  /** null = one host has it. */
  readonly ha: VirtualRouter | null
}

/** By what the hosts of an HA router know it. */
export interface VirtualRouter {
  readonly networkId: string
  /** 1–254, one per router of the network. */
  readonly id: number
}

export function routerRow(router: StoredRouter): RouterRow {
  return {
    id: router.id,
    project_id: router.projectId,
    name: router.name,
    description: router.description,
    admin_state_up: router.adminStateUp ? 1 : 0,
    status: router.status,
    gateway_port_id: router.gatewayPortId,
    gateway_network_id: router.gatewayNetworkId,
    enable_snat: router.enableSnat ? 1 : 0,
    routes: JSON.stringify(router.routes),
    availability_zone_hints: JSON.stringify(router.availabilityZoneHints),
    ha: router.ha === null ? 0 : 1,
    ha_network_id: router.ha?.networkId ?? null,
    ha_vr_id: router.ha?.id ?? null,
    tags: JSON.stringify(router.tags),
    revision_number: router.revisionNumber,
    created_at: router.createdAt,
    updated_at: router.updatedAt,
  }
}

export function routerOf(row: RouterRow): StoredRouter {
  return {
    id: row.id,
    projectId: row.project_id,
    name: row.name,
    description: row.description,
    adminStateUp: row.admin_state_up === 1,
    status: row.status as RouterStatus,
    gatewayPortId: row.gateway_port_id,
    gatewayNetworkId: row.gateway_network_id,
    enableSnat: row.enable_snat === 1,
    routes: JSON.parse(row.routes) as readonly HostRoute[],
    availabilityZoneHints: JSON.parse(row.availability_zone_hints) as readonly string[],
    ha:
      row.ha === 1 && row.ha_network_id !== null && row.ha_vr_id !== null
        ? { networkId: row.ha_network_id, id: row.ha_vr_id }
        : null,
    tags: JSON.parse(row.tags) as readonly string[],
    revisionNumber: row.revision_number,
    createdAt: row.created_at,
    updatedAt: row.updated_at,
  }
}

/** Those that are not there are left out. */
export async function loadRouters(db: Db, ids: readonly string[]): Promise<readonly StoredRouter[]> {
  const found: StoredRouter[] = []
  for (const piece of chunks(ids)) {
    const rows = await tablesIn(db).selectFrom('routers').selectAll().where('id', 'in', piece).execute()
    found.push(...rows.map(routerOf))
  }
  return found
}

export async function saveRouter(db: Db, router: StoredRouter): Promise<void> {
  await tablesIn(db).updateTable('routers').set(routerRow(router)).where('id', '=', router.id).execute()
}

/** Something of the router came or went: it is another revision. Undefined = it has gone. */
export async function touchRouter(db: Db, id: string, now: string): Promise<StoredRouter | undefined> {
  const row = await tablesIn(db)
    .updateTable('routers')
    .set(({ eb }) => ({ revision_number: eb('revision_number', '+', 1), updated_at: now }))
    .where('id', '=', id)
    .returningAll()
    .executeTakeFirst()
  return row === undefined ? undefined : routerOf(row)
}

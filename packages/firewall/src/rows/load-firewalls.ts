import { chunks } from '@netloom/core/kit'
import type { AnyFirewall, FirewallStatus } from '../model/firewall.ts'
import { type ApiVersion, type Db, type FirewallRow, tablesIn } from '../store/tables.ts'

/** As it is stored: what it is on may be said without names. */
export interface StoredFirewall extends AnyFirewall {
  /** Version 1: on all routers of its project that no other firewall has. */
  readonly onAllRouters: boolean
}

export function firewallRow(firewall: StoredFirewall): FirewallRow {
  return {
    id: firewall.id,
    project_id: firewall.projectId,
    name: firewall.name,
    description: firewall.description,
    shared: firewall.shared ? 1 : 0,
    admin_state_up: firewall.adminStateUp ? 1 : 0,
    status: firewall.status,
    ingress_policy_id: firewall.ingressPolicyId,
    egress_policy_id: firewall.egressPolicyId,
    on_all_routers: firewall.onAllRouters ? 1 : 0,
    revision_number: firewall.revisionNumber,
    created_at: firewall.createdAt,
    updated_at: firewall.updatedAt,
  }
}

/** Firewalls by id, with what they are on; those that are not there are left out. */
export async function loadFirewalls(
  db: Db,
  version: ApiVersion,
  ids: readonly string[],
): Promise<ReadonlyMap<string, StoredFirewall>> {
  const rows: FirewallRow[] = []
  for (const piece of chunks(ids)) {
    rows.push(...(await tablesIn(db, version).selectFrom('firewalls').selectAll().where('id', 'in', piece).execute()))
  }
  return new Map((await withTargets(db, version, rows)).map((firewall) => [firewall.id, firewall]))
}

/** Rows as firewalls, with the targets that are named. */
export async function withTargets(
  db: Db,
  version: ApiVersion,
  rows: readonly FirewallRow[],
): Promise<readonly StoredFirewall[]> {
  const targets = new Map<string, string[]>()
  for (const piece of chunks(rows.map(({ id }) => id))) {
    const found = await tablesIn(db, version)
      .selectFrom('firewall_targets')
      .selectAll()
      .where('firewall_id', 'in', piece)
      .orderBy('target_id')
      .execute()
    for (const { firewall_id, target_id } of found)
      targets.set(firewall_id, [...(targets.get(firewall_id) ?? []), target_id])
  }
  return rows.map((row) => ({
    id: row.id,
    projectId: row.project_id,
    name: row.name,
    description: row.description,
    shared: row.shared === 1,
    adminStateUp: row.admin_state_up === 1,
    status: row.status as FirewallStatus,
    ingressPolicyId: row.ingress_policy_id,
    egressPolicyId: row.egress_policy_id,
    targetIds: targets.get(row.id) ?? [],
    onAllRouters: row.on_all_routers === 1,
    revisionNumber: row.revision_number,
    createdAt: row.created_at,
    updatedAt: row.updated_at,
  }))
}

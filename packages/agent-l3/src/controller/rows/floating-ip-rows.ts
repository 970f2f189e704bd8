import type { FloatingIp, FloatingIpStatus } from '../model/floating-ip.ts'
import { type Db, type FloatingIpRow, tablesIn } from '../store/tables.ts'

export function floatingIpRow(fip: FloatingIp): FloatingIpRow {
  return {
    id: fip.id,
    project_id: fip.projectId,
    floating_network_id: fip.floatingNetworkId,
    floating_ip_address: fip.floatingIpAddress,
    floating_port_id: fip.floatingPortId,
    port_id: fip.portId,
    fixed_ip_address: fip.fixedIpAddress,
    router_id: fip.routerId,
    status: fip.status,
    dns_name: fip.dnsName,
    dns_domain: fip.dnsDomain,
    description: fip.description,
    tags: JSON.stringify(fip.tags),
    revision_number: fip.revisionNumber,
    created_at: fip.createdAt,
    updated_at: fip.updatedAt,
  }
}

export function floatingIpOf(row: FloatingIpRow): FloatingIp {
  return {
    id: row.id,
    projectId: row.project_id,
    floatingNetworkId: row.floating_network_id,
    floatingIpAddress: row.floating_ip_address,
    floatingPortId: row.floating_port_id,
    portId: row.port_id,
    fixedIpAddress: row.fixed_ip_address,
    routerId: row.router_id,
    status: row.status as FloatingIpStatus,
    dnsName: row.dns_name,
    dnsDomain: row.dns_domain,
    description: row.description,
    tags: JSON.parse(row.tags) as readonly string[],
    revisionNumber: row.revision_number,
    createdAt: row.created_at,
    updatedAt: row.updated_at,
  }
}

type By = 'id' | 'router_id' | 'port_id' | 'floating_port_id' | 'floating_network_id'

export async function floatingIpsBy(db: Db, column: By, value: string): Promise<readonly FloatingIp[]> {
  const rows = await tablesIn(db)
    .selectFrom('floating_ips')
    .selectAll()
    .where(column, '=', value)
    .orderBy('id')
    .execute()
  return rows.map(floatingIpOf)
}

export async function anyFloatingIp(db: Db, column: By, value: string): Promise<boolean> {
  const row = await tablesIn(db)
    .selectFrom('floating_ips')
    .select('id')
    .where(column, '=', value)
    .limit(1)
    .executeTakeFirst()
  return row !== undefined
}

export async function saveFloatingIp(db: Db, fip: FloatingIp): Promise<void> {
  await tablesIn(db).updateTable('floating_ips').set(floatingIpRow(fip)).where('id', '=', fip.id).execute()
}

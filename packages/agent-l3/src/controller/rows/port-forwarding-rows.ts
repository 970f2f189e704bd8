import { chunks } from '@netloom/core/kit'
import type { PortForwarding } from '../model/port-forwarding.ts'
import { type Db, type PortForwardingRow, tablesIn } from '../store/tables.ts'

export function portForwardingRow(forwarding: PortForwarding): PortForwardingRow {
  return {
    id: forwarding.id,
    floating_ip_id: forwarding.floatingIpId,
    protocol: forwarding.protocol,
    external_port_first: forwarding.externalPorts[0],
    external_port_last: forwarding.externalPorts[1],
    internal_port_first: forwarding.internalPorts[0],
    internal_port_last: forwarding.internalPorts[1],
    internal_port_id: forwarding.internalPortId,
    internal_ip_address: forwarding.internalIpAddress,
    description: forwarding.description,
    revision_number: forwarding.revisionNumber,
  }
}

export function portForwardingOf(row: PortForwardingRow): PortForwarding {
  return {
    id: row.id,
    floatingIpId: row.floating_ip_id,
    protocol: row.protocol,
    externalPorts: [row.external_port_first, row.external_port_last],
    internalPorts: [row.internal_port_first, row.internal_port_last],
    internalPortId: row.internal_port_id,
    internalIpAddress: row.internal_ip_address,
    description: row.description,
    revisionNumber: row.revision_number,
  }
}

/** By id. */
export async function forwardingsBy(
  db: Db,
  column: 'floating_ip_id' | 'internal_port_id',
  ids: readonly string[],
): Promise<readonly PortForwarding[]> {
  const found: PortForwarding[] = []
  for (const piece of chunks(ids)) {
    const rows = await tablesIn(db)
      .selectFrom('port_forwardings')
      .selectAll()
      .where(column, 'in', piece)
      .orderBy('id')
      .execute()
    found.push(...rows.map(portForwardingOf))
  }
  return found
}

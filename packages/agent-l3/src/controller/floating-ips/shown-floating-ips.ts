import { chunks } from '@netloom/core/kit'
import type { FloatingIp, FloatingIpForwarding, FloatingIpPortDetails, ShownFloatingIp } from '../model/floating-ip.ts'
import { forwardingsBy } from '../rows/port-forwarding-rows.ts'
import { type Db, tablesIn } from '../store/tables.ts'

/** Floating IPs as callers see them: two statements for some hundreds. */
export async function shownFloatingIps(db: Db, fips: readonly FloatingIp[]): Promise<readonly ShownFloatingIp[]> {
  const details = await portDetails(
    db,
    fips.flatMap(({ portId }) => portId ?? []),
  )
  // one that leads to a port has no forwardings, nor has one without a router
  const forwarding = fips.filter(({ portId, routerId }) => portId === null && routerId !== null)
  const forwardings = new Map<string, FloatingIpForwarding[]>()
  for (const { floatingIpId, ...one } of await forwardingsBy(
    db,
    'floating_ip_id',
    forwarding.map(({ id }) => id),
  )) {
    forwardings.set(floatingIpId, [...(forwardings.get(floatingIpId) ?? []), one])
  }
  return fips.map((fip) => ({
    ...fip,
    portDetails: (fip.portId === null ? undefined : details.get(fip.portId)) ?? null,
    portForwardings: forwardings.get(fip.id) ?? [],
  }))
}

async function portDetails(db: Db, ids: readonly string[]): Promise<ReadonlyMap<string, FloatingIpPortDetails>> {
  const found = new Map<string, FloatingIpPortDetails>()
  for (const piece of chunks(ids)) {
    const rows = await tablesIn(db)
      .selectFrom('ports')
      .select(['id', 'name', 'network_id', 'mac_address', 'admin_state_up', 'status', 'device_id', 'device_owner'])
      .where('id', 'in', piece)
      .execute()
    for (const row of rows) {
      found.set(row.id, {
        name: row.name,
        networkId: row.network_id,
        macAddress: row.mac_address,
        adminStateUp: row.admin_state_up === 1,
        status: row.status,
        deviceId: row.device_id,
        deviceOwner: row.device_owner,
      })
    }
  }
  return found
}

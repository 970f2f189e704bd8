import type { FixedIp } from '@netloom/core'
import { chunks, inAddressOrder } from '@netloom/core/kit'
import { type Db, tablesIn } from '../store/tables.ts'

/** What hosts are told of a router's port. */
export interface InterfacePort {
  readonly id: string
  readonly networkId: string
  readonly macAddress: string
  readonly adminStateUp: boolean
  readonly deviceOwner: string
  readonly revisionNumber: number
  readonly fixedIps: readonly FixedIp[]
  readonly binding: { readonly host: string }
}

/** Ports by their ids, in two statements for some hundreds, however many their networks have. */
export async function interfacePorts(db: Db, ids: readonly string[]): Promise<readonly InterfacePort[]> {
  const found: InterfacePort[] = []
  for (const piece of chunks(ids)) {
    const rows = await tablesIn(db)
      .selectFrom('ports')
      .leftJoin('port_bindings', 'port_bindings.port_id', 'ports.id')
      .select(['ports.id', 'ports.network_id', 'mac_address', 'admin_state_up', 'device_owner', 'revision_number'])
      .select('port_bindings.host')
      .where('ports.id', 'in', piece)
      .orderBy('ports.id')
      .execute()
    const addresses = await tablesIn(db)
      .selectFrom('ip_allocations')
      .select(['port_id', 'subnet_id', 'ip_address'])
      .where('port_id', 'in', piece)
      .execute()
    found.push(
      ...rows.map((row) => ({
        id: row.id,
        networkId: row.network_id,
        macAddress: row.mac_address,
        adminStateUp: row.admin_state_up === 1,
        deviceOwner: row.device_owner,
        revisionNumber: row.revision_number,
        binding: { host: row.host ?? '' },
        fixedIps: inAddressOrder(
          addresses
            .filter(({ port_id }) => port_id === row.id)
            .map((one) => ({ subnetId: one.subnet_id, ipAddress: one.ip_address })),
        ),
      })),
    )
  }
  return found
}

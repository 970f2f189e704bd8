import type { Subnet } from '@netloom/core'
import { inAddressOrder } from '@netloom/core/kit'
import type { VipAddress, VipItem } from '../../wire/load-balancer-items.ts'
import type { LbEnvironment } from '../base/environment.ts'
import { type Db, tablesIn } from '../store/tables.ts'

/** What hosts are told of a VIP's port, with the revision of that; undefined = it is gone. */
export async function vipItemOf(
  { engine }: Pick<LbEnvironment, 'engine'>,
  db: Db,
  portId: string,
): Promise<{ readonly revision: number; readonly body: VipItem } | undefined> {
  const port = await tablesIn(db)
    .selectFrom('ports')
    .innerJoin('networks', 'networks.id', 'ports.network_id')
    .select(['ports.network_id', 'ports.mac_address', 'ports.admin_state_up', 'ports.revision_number', 'networks.mtu'])
    .where('ports.id', '=', portId)
    .executeTakeFirst()
  if (port === undefined) return undefined
  const rows = await tablesIn(db)
    .selectFrom('ip_allocations')
    .select(['subnet_id', 'ip_address'])
    .where('port_id', '=', portId)
    .execute()
  const subnets = await engine.rows.subnetsOf(db, port.network_id)
  const addresses = inAddressOrder(rows.map((row) => ({ subnetId: row.subnet_id, ipAddress: row.ip_address })))
  return {
    revision: port.revision_number,
    body: {
      portId,
      networkId: port.network_id,
      macAddress: port.mac_address,
      mtu: port.mtu,
      adminStateUp: port.admin_state_up === 1,
      addresses: addresses.flatMap(({ subnetId, ipAddress }) => {
        const subnet = subnets.find(({ id }) => id === subnetId)
        return subnet === undefined ? [] : [addressOn(subnet, ipAddress)]
      }),
    },
  }
}

const addressOn = (subnet: Subnet, ipAddress: string): VipAddress => ({
  ipAddress,
  subnetId: subnet.id,
  cidr: subnet.cidr,
  ipVersion: subnet.ipVersion,
  gatewayIp: subnet.gatewayIp,
  ipv6RaMode: subnet.ipv6RaMode,
  hostRoutes: subnet.hostRoutes.map(({ destination, nexthop }) => ({ destination, nexthop })),
})

import type { NetworkContext, PortContext, ServiceListener, SubnetContext } from '@netloom/core'
import type { Transaction } from '@netloom/core/store'
import type { LbEnvironment } from '../base/environment.ts'
import { lbErrors } from '../errors/lb-errors.ts'
import { publishVip } from '../items/publish-balancer.ts'
import { type Db, tablesIn } from '../store/tables.ts'

/** What happens to VIPs' ports, and to networks and subnets that they are on: their hosts hear of it. A VIP's port stays. */
export class VipListener implements ServiceListener {
  readonly name = 'lbaas'

  constructor(private readonly env: Pick<LbEnvironment, 'engine'>) {}

  async updateNetworkPrecommit({ original, current }: NetworkContext, tx: Transaction): Promise<void> {
    if (original?.mtu !== current.mtu) await this.#tell(tx, current.id)
  }

  async updateSubnetPrecommit({ current }: SubnetContext, tx: Transaction): Promise<void> {
    await this.#tell(tx, current.networkId)
  }

  async updatePortPrecommit({ original, current }: PortContext, tx: Transaction): Promise<void> {
    if (original?.revisionNumber === current.revisionNumber) return
    const balancer = await balancerOf(tx.db, current.id)
    if (balancer !== undefined) await publishVip(this.env, tx, balancer, current.id)
  }

  /** @throws ServicePortInUse as Neutron's for ports of services */
  async deletePortPrecommit({ current }: PortContext, tx: Transaction): Promise<void> {
    const balancer = await balancerOf(tx.db, current.id)
    if (balancer !== undefined) throw lbErrors.portInUse(current.id, balancer)
  }

  async #tell(tx: Transaction, networkId: string): Promise<void> {
    const rows = await tablesIn(tx.db)
      .selectFrom('lb_objects')
      .innerJoin('ports', 'ports.id', 'lb_objects.vip_port_id')
      .select(['lb_objects.id', 'ports.id as port_id'])
      .where('ports.network_id', '=', networkId)
      .execute()
    for (const { id, port_id: portId } of rows) await publishVip(this.env, tx, id, portId)
  }
}

async function balancerOf(db: Db, portId: string): Promise<string | undefined> {
  const row = await tablesIn(db)
    .selectFrom('lb_objects')
    .select('id')
    .where('vip_port_id', '=', portId)
    .executeTakeFirst()
  return row?.id
}

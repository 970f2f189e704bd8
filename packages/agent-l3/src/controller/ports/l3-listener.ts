import {
  type NetworkContext,
  type PortContext,
  type ServiceListener,
  type SubnetContext,
  VIF_TYPE_UNBOUND,
} from '@netloom/core'
import type { Transaction } from '@netloom/core/store'
import { chunks } from '@netloom/core/kit'
import { FLOATING_IP_OWNER, GATEWAY_OWNER } from '../base/port-owners.ts'
import { ExternalNetworkInUseError } from '../errors/router-errors.ts'
import { requirePortFree, requireRouterPort } from './port-guards.ts'
import { dropHaNetwork } from '../ha/ha-networks.ts'
import { extendGateways } from '../gateways/extend-gateways.ts'
import { followPort } from './follow-port.ts'
import type { L3Environment } from '../base/l3-environment.ts'
import { anyFloatingIp } from '../rows/floating-ip-rows.ts'
import { routerOfPort } from '../rows/router-port-rows.ts'
import { isHosted } from '../rows/host-of-router.ts'
import { type Db, tablesIn } from '../store/tables.ts'
import { interfaceWrite } from '../items/router-writes.ts'
import { interfaceWritesOn } from '../items/publish-router.ts'

/**
 * What happens to networks, subnets and ports that routers need: their hosts hear of it, and what would break them is refused.
 * Work of our own is done here, in the transactions of the ports that it is about.
 */
export class L3Listener implements ServiceListener {
  readonly name = 'router'
  readonly #env: L3Environment

  constructor(env: L3Environment) {
    this.#env = env
  }

  async updateNetworkPrecommit({ original, current }: NetworkContext, tx: Transaction): Promise<void> {
    if (original?.routerExternal === true && !current.routerExternal && (await isUsedOutside(tx.db, current.id))) {
      throw new ExternalNetworkInUseError(current.id)
    }
    if (original?.mtu !== current.mtu) await this.#tell(tx, current.id)
  }

  async deleteNetworkPrecommit({ current }: NetworkContext, tx: Transaction): Promise<void> {
    await dropHaNetwork(tx, current.id)
  }

  async createSubnetPrecommit({ current }: SubnetContext, tx: Transaction): Promise<void> {
    await this.#tell(tx, current.networkId)
  }

  createSubnetPostcommit(subnet: SubnetContext, signal: AbortSignal): Promise<void> {
    return extendGateways(this.#env, subnet, signal)
  }

  async updateSubnetPrecommit({ current }: SubnetContext, tx: Transaction): Promise<void> {
    await this.#tell(tx, current.networkId)
  }

  async deleteSubnetPrecommit({ current }: SubnetContext, tx: Transaction): Promise<void> {
    await this.#tell(tx, current.networkId, current.id)
  }

  async createPortPrecommit(port: PortContext, tx: Transaction): Promise<void> {
    await this.#env.work.of(port.request, 'create')?.(tx, port)
  }

  async updatePortPrecommit(port: PortContext, tx: Transaction): Promise<void> {
    const { original, current, network, request } = port
    // Where a port is plugged changes nothing for routers and floating IPs.
    if (isBinding(port)) return
    const work = this.#env.work.of(request, 'update')
    if (original !== undefined && work === undefined) await followPort(this.#env, tx, original, current)
    await work?.(tx, port)
    if (!current.deviceOwner.startsWith('network:') || original?.revisionNumber === current.revisionNumber) return
    const own = await routerOfPort(tx.db, current.id)
    if (own === undefined || !(await isHosted(tx.db, own.router_id))) return
    const subnets = await this.#env.engine.rows.subnetsOf(tx.db, network.id)
    const facts = { routerId: own.router_id, mtu: network.mtu, subnets }
    const write = interfaceWrite({ ...facts, port: current })
    const isNews =
      original === undefined ||
      JSON.stringify(interfaceWrite({ ...facts, port: original }).body) !== JSON.stringify(write.body)
    if (isNews) await this.#env.engine.publish(tx, [write])
  }

  async deletePortPrecommit(port: PortContext, tx: Transaction): Promise<void> {
    const { current, request } = port
    const work = this.#env.work.of(request, 'delete')
    if (work !== undefined) {
      await work(tx, port)
      return
    }
    await requireRouterPort(tx.db, current)
    if (current.deviceOwner !== FLOATING_IP_OWNER) await requirePortFree(this.#env, tx, request, current)
  }

  /** Hosts of the routers on a network: what they know of it may have changed; what has not is not written. */
  async #tell(tx: Transaction, networkId: string, withoutSubnet?: string): Promise<void> {
    const writes = await interfaceWritesOn(this.#env, tx.db, networkId, withoutSubnet)
    for (const piece of chunks(writes)) await this.#env.engine.publish(tx, piece)
  }
}

/** The engine goes on with the request of a port to bind it: what was to be done with the port is done by then. */
const isBinding = ({ original, current }: PortContext): boolean =>
  current.binding.vifType !== VIF_TYPE_UNBOUND && original?.binding.vifType !== current.binding.vifType

async function isUsedOutside(db: Db, networkId: string): Promise<boolean> {
  const gateway = await tablesIn(db)
    .selectFrom('router_ports')
    .select('port_id')
    .where('network_id', '=', networkId)
    .where('port_type', '=', GATEWAY_OWNER)
    .limit(1)
    .executeTakeFirst()
  return gateway !== undefined || anyFloatingIp(db, 'floating_network_id', networkId)
}

import type {
  AgentAssignment,
  AgentSchedule,
  AgentScheduler,
  MechanismDriver,
  Ml2Options,
  Network,
  NetworkContext,
  Port,
  PortContext,
  SubnetContext,
} from '@netloom/core'
import { DHCP_ENTITY, DHCP_PORT_OWNER } from '@netloom/core/dhcp'
import type { Transaction } from '@netloom/core/store'
import { isExemptFromProvisioning } from '../device-owners.ts'
import { addBlocks } from '../ports/provisioning.ts'
import { networkWrites, portWrites, subnetWrites } from './dhcp-items.ts'
import { subnetsOf } from './dhcp-rows.ts'

/** Who serves a network, and which of its subnets have DHCP; looked up once per transaction. */
interface Serving {
  readonly assignments: readonly AgentAssignment[]
  dhcpSubnets?: ReadonlySet<string>
}

/**
 * Tells DHCP servers what changes, in the transaction that changes it, and has ports wait for them. Called as mechanism
 * drivers are, after them. Networks whose servers or server ports may have to change become due after the commit.
 */
export class DhcpPublisher implements MechanismDriver {
  readonly name = 'dhcp'
  readonly #options: Ml2Options
  readonly #scheduler: Pick<AgentScheduler, 'mayHaveAgents'>
  readonly #schedule: () => AgentSchedule | undefined
  readonly #known = new WeakMap<Transaction, Map<string, Serving>>()

  constructor(
    options: Ml2Options,
    scheduler: Pick<AgentScheduler, 'mayHaveAgents'>,
    schedule: () => AgentSchedule | undefined,
  ) {
    this.#options = options
    this.#scheduler = scheduler
    this.#schedule = schedule
  }

  async updateNetworkPrecommit({ original, current }: NetworkContext, tx: Transaction): Promise<void> {
    const writes = networkWrites(original, current, this.#options)
    if (writes.length > 0 && (await this.#isServed(tx, current.id))) await tx.publish(writes)
  }

  async deleteNetworkPrecommit({ current }: NetworkContext, tx: Transaction): Promise<void> {
    await this.#schedule()?.forget(tx, current.id)
  }

  async createSubnetPrecommit({ current }: SubnetContext, tx: Transaction): Promise<void> {
    if (await this.#isServed(tx, current.networkId)) await tx.publish(subnetWrites(undefined, current))
  }

  async updateSubnetPrecommit({ original, current }: SubnetContext, tx: Transaction): Promise<void> {
    const writes = subnetWrites(original, current)
    if (writes.length > 0 && (await this.#isServed(tx, current.networkId))) await tx.publish(writes)
  }

  async deleteSubnetPrecommit({ current }: SubnetContext, tx: Transaction): Promise<void> {
    if (await this.#isServed(tx, current.networkId)) await tx.publish(subnetWrites(current, undefined))
  }

  createSubnetPostcommit({ current }: SubnetContext): Promise<void> {
    return this.#tell(current.networkId)
  }

  updateSubnetPostcommit({ current }: SubnetContext): Promise<void> {
    return this.#tell(current.networkId)
  }

  deleteSubnetPostcommit({ current }: SubnetContext): Promise<void> {
    return this.#tell(current.networkId)
  }

  async createPortPrecommit({ current, network }: PortContext, tx: Transaction): Promise<void> {
    await this.#port(network, undefined, current, tx)
  }

  async updatePortPrecommit({ original, current, network }: PortContext, tx: Transaction): Promise<void> {
    await this.#port(network, original, current, tx)
  }

  async deletePortPrecommit({ current, network }: PortContext, tx: Transaction): Promise<void> {
    await this.#port(network, current, undefined, tx)
  }

  /** Somebody took a server's port, or it lost an address. */
  async deletePortPostcommit({ current }: PortContext): Promise<void> {
    if (current.deviceOwner === DHCP_PORT_OWNER) await this.#tell(current.networkId)
  }

  async #port(network: Network, before: Port | undefined, after: Port | undefined, tx: Transaction): Promise<void> {
    if (!this.#scheduler.mayHaveAgents(network)) return
    const writes = portWrites(before, after)
    if (writes.length === 0) return
    const serving = await this.#serving(tx, network.id)
    if (serving.assignments.length === 0) return
    await tx.publish(writes)
    if (after !== undefined && comesToHost(before, after) && (await this.#isClient(after, serving, tx))) {
      await addBlocks(tx.db, DHCP_ENTITY, [after.id])
    }
  }

  /** A living server will hand out an address of the port, so it waits until that one knows. */
  async #isClient(port: Port, serving: Serving, tx: Transaction): Promise<boolean> {
    if (port.deviceOwner === '' || isExemptFromProvisioning(port.deviceOwner)) return false
    if (!serving.assignments.some(({ agent }) => this.#schedule()?.serves(agent))) return false
    const subnets =
      serving.dhcpSubnets ??
      new Set((await subnetsOf(tx.db, port.networkId)).flatMap((subnet) => (subnet.enableDhcp ? [subnet.id] : [])))
    serving.dhcpSubnets = subnets
    return port.fixedIps.some(({ subnetId }) => subnets.has(subnetId))
  }

  async #isServed(tx: Transaction, networkId: string): Promise<boolean> {
    return (await this.#serving(tx, networkId)).assignments.length > 0
  }

  async #serving(tx: Transaction, networkId: string): Promise<Serving> {
    const known = this.#known.get(tx) ?? new Map<string, Serving>()
    this.#known.set(tx, known)
    const found = known.get(networkId)
    if (found !== undefined) return found
    const serving = { assignments: (await this.#schedule()?.assignments(tx.db, [networkId])) ?? [] }
    known.set(networkId, serving)
    return serving
  }

  #tell(networkId: string): Promise<void> {
    this.#schedule()?.due(networkId)
    return Promise.resolve()
  }
}

/** Ports already on their host are not made to wait again. */
const comesToHost = (before: Port | undefined, after: Port): boolean =>
  after.binding.host !== '' && after.binding.host !== before?.binding.host && after.status !== 'ACTIVE'

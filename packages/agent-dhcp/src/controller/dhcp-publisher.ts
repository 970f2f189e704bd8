import type {
  AgentAssignment,
  AgentSchedule,
  FeedWrite,
  NetworkContext,
  Port,
  PortContext,
  ServiceListener,
  SubnetContext,
} from '@netloom/core'
import { DHCP_ENTITY, DHCP_PORT_OWNER } from '@netloom/core/dhcp'
import type { Transaction } from '@netloom/core/store'
import type { DhcpEnvironment } from './dhcp-environment.ts'
import { networkWrites, portWrites, subnetWrites } from './dhcp-items.ts'

/** Who serves a network, and which of its subnets have DHCP; looked up once per transaction. */
interface Serving {
  readonly assignments: readonly AgentAssignment[]
  dhcpSubnets?: ReadonlySet<string>
}

/**
 * Tells DHCP servers what changes, in the transaction that changes it, and has ports wait for them. Called as mechanism
 * drivers are, after them. Networks whose servers or server ports may have to change become due after the commit.
 */
export class DhcpPublisher implements ServiceListener {
  readonly name = 'dhcp'
  readonly #env: DhcpEnvironment
  readonly #schedule: AgentSchedule
  readonly #known = new WeakMap<Transaction, Map<string, Serving>>()

  constructor(env: DhcpEnvironment, schedule: AgentSchedule) {
    this.#env = env
    this.#schedule = schedule
  }

  async updateNetworkPrecommit({ original, current }: NetworkContext, tx: Transaction): Promise<void> {
    const { engine, options } = this.#env
    const writes = networkWrites(original, current, { ...options, dnsDomain: engine.options.dnsDomain })
    if (writes.length > 0 && (await this.#isServed(tx, current.id))) await this.#publish(tx, writes)
  }

  async deleteNetworkPrecommit({ current }: NetworkContext, tx: Transaction): Promise<void> {
    await this.#schedule.forget(tx, current.id)
  }

  async createSubnetPrecommit({ current }: SubnetContext, tx: Transaction): Promise<void> {
    if (await this.#isServed(tx, current.networkId)) await this.#publish(tx, subnetWrites(undefined, current))
  }

  async updateSubnetPrecommit({ original, current }: SubnetContext, tx: Transaction): Promise<void> {
    const writes = subnetWrites(original, current)
    if (writes.length > 0 && (await this.#isServed(tx, current.networkId))) await this.#publish(tx, writes)
  }

  async deleteSubnetPrecommit({ current }: SubnetContext, tx: Transaction): Promise<void> {
    if (await this.#isServed(tx, current.networkId)) await this.#publish(tx, subnetWrites(current, undefined))
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

  async createPortPrecommit(context: PortContext, tx: Transaction): Promise<void> {
    await this.#port(context, undefined, context.current, tx)
  }

  async updatePortPrecommit(context: PortContext, tx: Transaction): Promise<void> {
    await this.#port(context, context.original, context.current, tx)
  }

  async deletePortPrecommit(context: PortContext, tx: Transaction): Promise<void> {
    await this.#port(context, context.current, undefined, tx)
  }

  /** Somebody took a server's port, or it lost an address. */
  async deletePortPostcommit({ current }: PortContext): Promise<void> {
    if (current.deviceOwner === DHCP_PORT_OWNER) await this.#tell(current.networkId)
  }

  async #port(
    { network, isNetworkAssigned }: PortContext,
    before: Port | undefined,
    after: Port | undefined,
    tx: Transaction,
  ): Promise<void> {
    if (isNetworkAssigned === false) return
    const writes = portWrites(before, after)
    if (writes.length === 0) return
    const serving = await this.#serving(tx, network.id)
    if (serving.assignments.length === 0) return
    await this.#publish(tx, writes)
    if (after !== undefined && comesToHost(before, after) && (await this.#isClient(after, serving, tx))) {
      await this.#env.engine.provisioning.add(tx, DHCP_ENTITY, [after.id])
    }
  }

  /** A living server will hand out an address of the port, so it waits until that one knows. */
  async #isClient(port: Port, serving: Serving, tx: Transaction): Promise<boolean> {
    if (!this.#env.engine.provisioning.appliesTo(port)) return false
    if (!serving.assignments.some(({ agent }) => this.#schedule.serves(agent))) return false
    const subnets =
      serving.dhcpSubnets ??
      new Set(
        (await this.#env.engine.rows.subnetsOf(tx.db, port.networkId)).flatMap((subnet) =>
          subnet.enableDhcp ? [subnet.id] : [],
        ),
      )
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
    const serving = { assignments: await this.#schedule.assignments(tx.db, [networkId]) }
    known.set(networkId, serving)
    return serving
  }

  #publish(tx: Transaction, writes: readonly FeedWrite[]): Promise<void> {
    return this.#env.engine.publish(tx, writes)
  }

  #tell(networkId: string): Promise<void> {
    this.#schedule.due(networkId)
    return Promise.resolve()
  }
}

/** Ports already on their host are not made to wait again. */
const comesToHost = (before: Port | undefined, after: Port): boolean =>
  after.binding.host !== '' && after.binding.host !== before?.binding.host && after.status !== 'ACTIVE'

import type { MechanismDriver, Network, NetworkContext, Port, PortContext, SubnetContext } from '@netloom/core'
import { DHCP_ENTITY, DHCP_PORT_OWNER } from '@netloom/core/dhcp'
import type { Transaction } from '@netloom/core/store'
import { dhcpTopic, networkKey } from '@netloom/core/wire'
import { isExemptFromProvisioning } from '../device-owners.ts'
import type { Ml2Environment } from '../environment.ts'
import { addBlocks } from '../ports/provisioning.ts'
import { unservedNetworks } from '../rows/unserved-networks.ts'
import { withdrawNetwork } from './assign-agents.ts'
import { canServe } from './choose-agents.ts'
import { networkWrites, portWrites, subnetWrites } from './dhcp-items.ts'
import { assignmentsOf, subnetsOf, type DhcpAssignment } from './dhcp-rows.ts'

/** Who serves a network, and which of its subnets have DHCP; looked up once per transaction. */
interface Serving {
  readonly assignments: readonly DhcpAssignment[]
  dhcpSubnets?: ReadonlySet<string>
}

/**
 * Tells DHCP servers what changes, in the transaction that changes it, and has ports wait for them. Called as mechanism
 * drivers are, after them. `isDue` hears of networks whose servers or server ports may have to change, after the commit.
 */
export class DhcpPublisher implements MechanismDriver {
  readonly name = 'dhcp'
  readonly #env: Pick<Ml2Environment, 'options' | 'agents'>
  readonly #isDue: (networkId: string) => void
  readonly #known = new WeakMap<Transaction, Map<string, Serving>>()

  constructor(env: Pick<Ml2Environment, 'options' | 'agents'>, isDue: (networkId: string) => void) {
    this.#env = env
    this.#isDue = isDue
  }

  async updateNetworkPrecommit({ original, current }: NetworkContext, tx: Transaction): Promise<void> {
    const writes = networkWrites(original, current, this.#env.options)
    if (writes.length > 0 && (await this.#isServed(tx, current.id))) await tx.publish(writes)
  }

  async deleteNetworkPrecommit({ current }: NetworkContext, tx: Transaction): Promise<void> {
    const { assignments } = await this.#serving(tx, current.id)
    if (assignments.length === 0) return
    await tx.db.deleteFrom('network_dhcp_agents').where('network_id', '=', current.id).execute()
    for (const { agent } of assignments) {
      const topic = dhcpTopic(agent.host)
      const position = await tx.db.selectFrom('feed_topics').select('rev').where('topic', '=', topic).executeTakeFirst()
      await tx.publish([{ topic, key: networkKey(current.id), revision: (position?.rev ?? 0) + 1, body: null }])
    }
    await withdrawNetwork(tx, current.id)
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
    if (unservedNetworks.has(network)) return
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
    if (!serving.assignments.some(({ agent }) => canServe(agent, this.#env.options))) return false
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
    const serving = { assignments: await assignmentsOf(tx.db, this.#env.agents, [networkId]) }
    known.set(networkId, serving)
    return serving
  }

  #tell(networkId: string): Promise<void> {
    this.#isDue(networkId)
    return Promise.resolve()
  }
}

/** Ports already on their host are not made to wait again. */
const comesToHost = (before: Port | undefined, after: Port): boolean =>
  after.binding.host !== '' && after.binding.host !== before?.binding.host && after.status !== 'ACTIVE'

import type { Agent, AgentFollower } from '@netloom/core'
import { DHCP_AGENT_TYPE } from '@netloom/core/dhcp'
import type { PortService } from '@netloom/core/services'
import type { Transaction } from '@netloom/core/store'
import type { Ml2Environment } from '../environment.ts'
import { transact } from '../retry.ts'
import { loadNetwork } from '../rows/network-rows.ts'
import { assignAgents, publishNetwork, publishServing, unassignAgent } from './assign-agents.ts'
import { canServe, chances, chooseAgents } from './choose-agents.ts'
import { assignmentsOf, dhcpAgents, loads, networksWithoutPorts, subnetsOf, underservedNetworks } from './dhcp-rows.ts'
import { releaseWaiting } from './release-waiting.ts'
import { ensureServerPort, reserveServerPort } from './server-ports.ts'

/** Milliseconds until what failed (no address left, a store that was busy) is tried again. */
const TRY_AGAIN = 5_000

/**
 * Sees that every network with DHCP is served by as many living agents as it should be, and that each of them has its port.
 * Level-triggered: a network that is due is looked at whole, one at a time, however often it became due meanwhile.
 */
export class DhcpReconciler implements AgentFollower {
  readonly #env: Ml2Environment
  readonly #ports: PortService
  readonly #due = new Set<string>()
  #work: Promise<void> | undefined
  #timers: (() => void)[] = []
  #watching = false
  #closed = false

  constructor(env: Ml2Environment, ports: PortService) {
    this.#env = env
    this.#ports = ports
  }

  /** Something about the network's subnets, servers or server ports may have changed. */
  due(networkId: string): void {
    if (this.#closed) return
    this.#due.add(networkId)
    this.#work ??= this.#run()
  }

  /** A DHCP agent said hello. */
  async agentConnected(agent: Pick<Agent, 'agentType' | 'id'>): Promise<void> {
    if (agent.agentType !== DHCP_AGENT_TYPE || this.#closed) return
    this.#watch()
    await this.sweep()
  }

  /** Put down, it serves nothing; what it does not lose to others it serves again when it is put up. */
  async agentUpdating(agent: Agent, tx: Transaction): Promise<void> {
    if (agent.agentType !== DHCP_AGENT_TYPE || this.#env.options.enableServicesOnAgentsWithAdminStateDown) return
    await publishServing(this.#env, tx, agent, agent.adminStateUp)
  }

  /** An agent is about to be deleted: its networks go to others. */
  async agentRemoving(agent: Pick<Agent, 'agentType' | 'id' | 'host'>): Promise<() => void> {
    if (agent.agentType !== DHCP_AGENT_TYPE) return () => undefined
    const { store, agents } = this.#env
    const own = (await assignmentsOf(store.db, agents)).filter((one) => one.agent.id === agent.id)
    for (const { networkId } of own) await this.unassign(networkId, agent)
    // Not before it is gone, or they might come back to it.
    return () => {
      for (const { networkId } of own) this.due(networkId)
    }
  }

  /** Looks for networks without enough living agents or server ports: at the start, when an agent comes, and from time to time. */
  async sweep(): Promise<void> {
    const { store, agents, options } = this.#env
    const all = await dhcpAgents(store.db, agents)
    const serves = (agent: Agent): boolean => canServe(agent, options)
    const isAnyFree = all.some((agent) => agent.alive && agent.adminStateUp)
    const left = all.every(serves) ? [] : await this.#leaveIdle(serves, isAnyFree)
    if (options.networkAutoSchedule) {
      for (const id of await underservedNetworks(store.db, options.dhcpAgentsPerNetwork)) this.due(id)
    }
    for (const id of [...left, ...(await networksWithoutPorts(store.db))]) this.due(id)
    if (all.length > 0) this.#watch()
  }

  /** Resolves when nothing is due. */
  async idle(): Promise<void> {
    while (this.#work !== undefined) await this.#work
  }

  async close(): Promise<void> {
    this.#closed = true
    this.#due.clear()
    for (const cancel of this.#timers) cancel()
    await this.#work
  }

  async #run(): Promise<void> {
    // Whoever made it due has its answer first.
    await Promise.resolve()
    for (const networkId of this.#due) {
      this.#due.delete(networkId)
      try {
        await this.reconcile(networkId)
      } catch (error) {
        this.#env.logger.error({ err: error, networkId }, 'DHCP of a network could not be arranged; trying again')
        this.#later(TRY_AGAIN, () => {
          this.due(networkId)
        })
      }
    }
    this.#work = undefined
  }

  async reconcile(networkId: string): Promise<void> {
    const { store, agents } = this.#env
    const loaded = await loadNetwork(store.db, networkId)
    if (loaded === undefined) return
    const { availabilityZoneHints: hints } = loaded.network
    await this.#assign(networkId, hints.length > 0 ? hints : this.#env.options.defaultAvailabilityZones)
    const subnets = (await subnetsOf(store.db, networkId)).filter(({ enableDhcp }) => enableDhcp)
    for (const { agent } of await assignmentsOf(store.db, agents, [networkId])) {
      const { projectId } = loaded.network
      await ensureServerPort(this.#env, this.#ports, { networkId, projectId, host: agent.host, subnets })
    }
  }

  /** New agents where some are missing; what is published is made right in any case. */
  async #assign(networkId: string, zones: readonly string[]): Promise<void> {
    const { store, agents, options } = this.#env
    const all = await dhcpAgents(store.db, agents)
    if (all.length === 0) return
    await transact(store, async (tx) => {
      const serving = await assignmentsOf(tx.db, agents, [networkId])
      const hasDhcp = (await subnetsOf(tx.db, networkId)).some(({ enableDhcp }) => enableDhcp)
      const count = options.networkAutoSchedule && hasDhcp ? options.dhcpAgentsPerNetwork - serving.length : 0
      const weights = options.networkScheduler === 'chance' ? chances(all) : await loads(tx.db, options.dhcpLoadType)
      const chosen = chooseAgents(all, weights, { count, serving: serving.map(({ agent }) => agent), zones })
      await assignAgents(this.#env, tx, networkId, chosen)
      if (serving.length > 0) await publishNetwork(this.#env, tx, networkId)
    })
  }

  /**
   * Networks lose the agents that are dead or put down, if there are others to go to. Otherwise ports that asked a server which
   * went before it answered wait for none any more. Returns the networks that lost one.
   */
  async #leaveIdle(serves: (agent: Agent) => boolean, isAnyFree: boolean): Promise<readonly string[]> {
    const { store, agents, options, logger } = this.#env
    const all = await assignmentsOf(store.db, agents)
    const lost = all.filter(({ agent }) => !serves(agent))
    if (options.allowAutomaticDhcpFailover && isAnyFree) {
      for (const { networkId, agent } of lost) {
        const why = agent.alive ? 'put down' : 'dead'
        logger.warn(
          { networkId, agent: agent.id, host: agent.host },
          `a DHCP agent is ${why}; its network goes to others`,
        )
        await this.unassign(networkId, agent)
      }
      return [...new Set(lost.map(({ networkId }) => networkId))]
    }
    const served = new Set(all.filter(({ agent }) => serves(agent)).map(({ networkId }) => networkId))
    const stranded = new Set(lost.map(({ networkId }) => networkId).filter((id) => !served.has(id)))
    const released = await releaseWaiting(this.#env, this.#ports, [...stranded])
    if (released > 0) logger.warn({ ports: released }, 'no DHCP server of theirs serves: they wait for none any more')
    return []
  }

  /** Takes the network from the agent; its port waits for the next one. */
  async unassign(networkId: string, agent: Pick<Agent, 'id' | 'host'>): Promise<void> {
    const { store, agents } = this.#env
    await transact(store, (tx) => unassignAgent(this.#env, tx, networkId, agent))
    await reserveServerPort(this.#env, this.#ports, networkId, agent.host)
    if ((await assignmentsOf(store.db, agents, [networkId])).length > 0) return
    await releaseWaiting(this.#env, this.#ports, [networkId])
  }

  #watch(): void {
    if (this.#watching || this.#closed) return
    this.#watching = true
    const look = (): void => {
      this.sweep().catch((error: unknown) => {
        this.#env.logger.error({ err: error }, 'DHCP agents could not be looked after')
      })
      this.#later(this.#env.options.agentDownTime * 500, look)
    }
    this.#later(this.#env.options.agentDownTime * 500, look)
  }

  #later(pause: number, run: () => void): void {
    const cancel = this.#env.clock.after(pause, () => {
      this.#timers = this.#timers.filter((one) => one !== cancel)
      if (!this.#closed) run()
    })
    this.#timers.push(cancel)
  }
}

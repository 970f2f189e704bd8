import type { Agent, AgentDemand, AgentRef, AssignedAgents, ScheduledKind } from '@netloom/core'
import { DHCP_AGENT_TYPE, DHCP_NETWORK_KIND } from '@netloom/core/dhcp'
import type { Transaction } from '@netloom/core/store'
import type { DhcpEnvironment } from './dhcp-environment.ts'
import { loads, networksWithoutPorts, underservedNetworks } from './dhcp-rows.ts'
import { ensureDhcpPort, reserveDhcpPort } from './dhcp-ports.ts'
import { publishAssignment, publishNetwork, withdrawNetwork } from './publish-network.ts'
import { releaseDhcpBlocks } from './release-dhcp-blocks.ts'

type Db = Transaction['db']

/** Networks with DHCP, as they are scheduled onto DHCP agents: what they ask for, and the port from which each agent answers. */
export class DhcpNetworks implements ScheduledKind {
  readonly name: string = DHCP_NETWORK_KIND
  readonly agentType: string = DHCP_AGENT_TYPE
  readonly zonesOf = 'network' as const
  readonly placement: 'load' | 'chance'
  readonly #env: DhcpEnvironment

  constructor(env: DhcpEnvironment) {
    this.#env = env
    this.placement = env.options.networkScheduler === 'chance' ? 'chance' : 'load'
  }

  async demand(db: Db, networkId: string): Promise<AgentDemand | undefined> {
    const { engine, options } = this.#env
    const network = await engine.rows.network(db, networkId)
    if (network === undefined) return undefined
    const { networkAutoSchedule, dhcpAgentsPerNetwork } = options
    const hasDhcp = (await engine.rows.subnetsOf(db, networkId)).some(({ enableDhcp }) => enableDhcp)
    return {
      agents: networkAutoSchedule && hasDhcp ? dhcpAgentsPerNetwork : 0,
      zones: network.availabilityZoneHints,
    }
  }

  async unsettled(db: Db): Promise<readonly string[]> {
    const { networkAutoSchedule, dhcpAgentsPerNetwork } = this.#env.options
    const underserved = networkAutoSchedule ? await underservedNetworks(db, dhcpAgentsPerNetwork) : []
    return [...underserved, ...(await networksWithoutPorts(db))]
  }

  loads(db: Db): Promise<ReadonlyMap<string, number>> {
    return loads(db, this.#env.options.dhcpLoadType)
  }

  movable(_: Db, networkIds: readonly string[]): Promise<readonly string[]> {
    return Promise.resolve(this.#env.options.allowAutomaticDhcpFailover ? networkIds : [])
  }

  async assigned(tx: Transaction, networkId: string, { added }: AssignedAgents): Promise<void> {
    await publishNetwork(this.#env, tx, networkId)
    for (const { host } of added) await publishAssignment(tx, host, networkId, true)
  }

  async unassigned(tx: Transaction, networkId: string, { host }: AgentRef, isLast: boolean): Promise<void> {
    await publishAssignment(tx, host, networkId, false)
    if (isLast) await withdrawNetwork(tx, networkId)
  }

  async resumed(tx: Transaction, networkIds: readonly string[], { host }: AgentRef, serves: boolean): Promise<void> {
    for (const networkId of networkIds) await publishAssignment(tx, host, networkId, serves)
  }

  async reconcile(networkId: string, agents: readonly Agent[]): Promise<void> {
    const { engine } = this.#env
    const { db } = engine.store
    const network = await engine.rows.network(db, networkId)
    if (network === undefined) return
    const { projectId } = network
    const subnets = (await engine.rows.subnetsOf(db, networkId)).filter(({ enableDhcp }) => enableDhcp)
    for (const { host } of agents) await ensureDhcpPort(engine, { networkId, projectId, host, subnets })
  }

  /** The port waits for the next agent. */
  async vacated(networkId: string, { host }: AgentRef): Promise<void> {
    await reserveDhcpPort(this.#env.engine, networkId, host)
  }

  /** Ports that asked a server which went before it answered wait for none any more. */
  async stranded(networkIds: readonly string[]): Promise<void> {
    const ports = await releaseDhcpBlocks(this.#env.engine, networkIds)
    if (ports > 0) this.#env.engine.logger.warn({ ports }, 'no live DHCP agent: releasing provisioning blocks')
  }
}

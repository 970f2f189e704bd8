import { type Agent, type AgentSchedule, NetworkNotFoundError, type ServiceEnvironment } from '@netloom/core'
import { DHCP_AGENT_TYPE } from '@netloom/core/dhcp'
import { DhcpNetworkHostedError, InvalidDhcpAgentError, NetworkNotHostedByDhcpAgentError } from './dhcp-errors.ts'
import type { DhcpSchedulingService } from './dhcp-scheduling-service.ts'

type Engine = Pick<ServiceEnvironment, 'store' | 'agents' | 'rows'>

/** What administrators do about who serves what. */
export class DhcpScheduling implements DhcpSchedulingService {
  readonly #engine: Engine
  readonly #schedule: AgentSchedule

  constructor(engine: Engine, schedule: AgentSchedule) {
    this.#engine = engine
    this.#schedule = schedule
  }

  async networksOf(agentId: string): Promise<readonly string[]> {
    const { agents, store } = this.#engine
    await agents.get(agentId)
    return this.#schedule.objectsOf(store.db, agentId)
  }

  async agentsOf(networkId: string): Promise<readonly Agent[]> {
    const { db } = this.#engine.store
    return (await this.#schedule.assignments(db, [networkId])).map(({ agent }) => agent)
  }

  async add(agentId: string, networkId: string): Promise<void> {
    const { agents, rows } = this.#engine
    const agent = await agents.get(agentId)
    if (agent.agentType !== DHCP_AGENT_TYPE || !agent.adminStateUp) throw new InvalidDhcpAgentError(agentId)
    await this.#schedule.assign(networkId, [agent], async (tx, serving) => {
      if ((await rows.network(tx.db, networkId)) === undefined) throw new NetworkNotFoundError(networkId)
      if (serving.some((one) => one.agent.id === agentId)) throw new DhcpNetworkHostedError(networkId, agentId)
    })
    this.#schedule.due(networkId)
    await this.#schedule.idle()
  }

  async remove(agentId: string, networkId: string): Promise<void> {
    const agent = await this.#engine.agents.get(agentId)
    if (!(await this.networksOf(agentId)).includes(networkId)) {
      throw new NetworkNotHostedByDhcpAgentError(networkId, agentId)
    }
    await this.#schedule.unassign(networkId, agent)
  }

  idle(): Promise<void> {
    return this.#schedule.idle()
  }
}

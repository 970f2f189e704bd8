import { type Agent, type AgentSchedule, NetworkNotFoundError } from '@netloom/core'
import {
  DHCP_AGENT_TYPE,
  DhcpNetworkHostedError,
  InvalidDhcpAgentError,
  NetworkNotHostedByDhcpAgentError,
} from '@netloom/core/dhcp'
import type { AgentService, DhcpSchedulingService } from '@netloom/core/services'
import type { Ml2Environment } from '../environment.ts'
import { loadNetwork } from '../rows/network-rows.ts'

export class Ml2DhcpSchedulingService implements DhcpSchedulingService {
  readonly #store: Ml2Environment['store']
  readonly #agents: AgentService
  readonly #schedule: AgentSchedule

  constructor({ store }: Pick<Ml2Environment, 'store'>, agents: AgentService, schedule: AgentSchedule) {
    this.#store = store
    this.#agents = agents
    this.#schedule = schedule
  }

  async networksOf(agentId: string): Promise<readonly string[]> {
    await this.#agents.get(agentId)
    return this.#schedule.objectsOf(this.#store.db, agentId)
  }

  async agentsOf(networkId: string): Promise<readonly Agent[]> {
    return (await this.#schedule.assignments(this.#store.db, [networkId])).map(({ agent }) => agent)
  }

  async add(agentId: string, networkId: string): Promise<void> {
    const agent = await this.#agents.get(agentId)
    if (agent.agentType !== DHCP_AGENT_TYPE || !agent.adminStateUp) throw new InvalidDhcpAgentError(agentId)
    await this.#schedule.assign(networkId, [agent], async (tx, serving) => {
      if ((await loadNetwork(tx.db, networkId)) === undefined) throw new NetworkNotFoundError(networkId)
      if (serving.some((one) => one.agent.id === agentId)) throw new DhcpNetworkHostedError(networkId, agentId)
    })
    this.#schedule.due(networkId)
    await this.#schedule.idle()
  }

  async remove(agentId: string, networkId: string): Promise<void> {
    const agent = await this.#agents.get(agentId)
    if (!(await this.networksOf(agentId)).includes(networkId)) {
      throw new NetworkNotHostedByDhcpAgentError(networkId, agentId)
    }
    await this.#schedule.unassign(networkId, agent)
  }

  idle(): Promise<void> {
    return this.#schedule.idle()
  }
}

import type { DhcpSchedulingService } from '@netloom/core/services'
import { type Agent, NetworkNotFoundError } from '@netloom/core'
import {
  DHCP_AGENT_TYPE,
  DhcpNetworkHostedError,
  InvalidDhcpAgentError,
  NetworkNotHostedByDhcpAgentError,
} from '@netloom/core/dhcp'
import type { AgentService } from '@netloom/core/services'
import type { Ml2Environment } from '../environment.ts'
import { transact } from '../retry.ts'
import { loadNetwork } from '../rows/network-rows.ts'
import { assignAgents } from './assign-agents.ts'
import { assignmentsOf } from './dhcp-rows.ts'
import type { DhcpReconciler } from './dhcp-reconciler.ts'

export class Ml2DhcpSchedulingService implements DhcpSchedulingService {
  readonly #env: Ml2Environment
  readonly #agents: AgentService
  readonly #reconciler: DhcpReconciler

  constructor(env: Ml2Environment, agents: AgentService, reconciler: DhcpReconciler) {
    this.#env = env
    this.#agents = agents
    this.#reconciler = reconciler
  }

  async networksOf(agentId: string): Promise<readonly string[]> {
    await this.#agents.get(agentId)
    const rows = await this.#env.store.db
      .selectFrom('network_dhcp_agents')
      .select('network_id')
      .where('agent_id', '=', agentId)
      .orderBy('network_id')
      .execute()
    return rows.map(({ network_id }) => network_id)
  }

  async agentsOf(networkId: string): Promise<readonly Agent[]> {
    const { store, agents } = this.#env
    return (await assignmentsOf(store.db, agents, [networkId])).map(({ agent }) => agent)
  }

  async add(agentId: string, networkId: string): Promise<void> {
    const agent = await this.#agents.get(agentId)
    if (agent.agentType !== DHCP_AGENT_TYPE || !agent.adminStateUp) throw new InvalidDhcpAgentError(agentId)
    const { store, agents } = this.#env
    await transact(store, async (tx) => {
      if ((await loadNetwork(tx.db, networkId)) === undefined) throw new NetworkNotFoundError(networkId)
      const serving = await assignmentsOf(tx.db, agents, [networkId])
      if (serving.some((one) => one.agent.id === agentId)) throw new DhcpNetworkHostedError(networkId, agentId)
      await assignAgents(this.#env, tx, networkId, [agent])
    })
    this.#reconciler.due(networkId)
    await this.#reconciler.idle()
  }

  async remove(agentId: string, networkId: string): Promise<void> {
    const agent = await this.#agents.get(agentId)
    if (!(await this.networksOf(agentId)).includes(networkId)) {
      throw new NetworkNotHostedByDhcpAgentError(networkId, agentId)
    }
    await this.#reconciler.unassign(networkId, agent)
  }

  idle(): Promise<void> {
    return this.#reconciler.idle()
  }
}

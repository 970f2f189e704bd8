import type { Agent } from '@netloom/core'

/** Which DHCP agent serves which network, for administrators. Neutron: extension `dhcp_agent_scheduler`. */
export interface DhcpSchedulingService {
  /** Ids of the networks that an agent serves. @throws {AgentNotFoundError} */
  networksOf(agentId: string): Promise<readonly string[]>
  agentsOf(networkId: string): Promise<readonly Agent[]>
  /** @throws {InvalidDhcpAgentError} {@link DhcpNetworkHostedError} {@link NetworkNotFoundError} */
  add(agentId: string, networkId: string): Promise<void>
  /** @throws {NetworkNotHostedByDhcpAgentError} */
  remove(agentId: string, networkId: string): Promise<void>
  /** Resolves when no network waits for its servers to be arranged. */
  idle(): Promise<void>
}

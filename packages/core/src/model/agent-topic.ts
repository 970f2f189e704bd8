import type { Agent } from './agent.ts'

/** What Neutron's own agents call the queue they are asked on; ours have a link instead. */
export function agentTopic({ agentType }: Pick<Agent, 'agentType'>): string {
  if (agentType === 'DHCP agent') return 'dhcp_agent'
  return agentType === 'L3 agent' ? 'l3_agent' : 'N/A'
}

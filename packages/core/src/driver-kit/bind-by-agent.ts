import type { BindingContext, FinalBinding } from '../driver/contexts.ts'
import type { Agent, AgentConfigurations } from '../model/agent.ts'
import type { Segment } from '../model/segment.ts'
import { describeSegment } from './describe-segment.ts'

/** What an agent carries that does not say; tunnels it has to announce. */
const PLAIN_TYPES: readonly string[] = ['local', 'flat', 'vlan']

export interface AgentBinding {
  readonly agentType: string
  readonly vifType: string
  readonly vifDetails: Readonly<Record<string, unknown>>
  /** What keeps an agent that has the network type and the physical network from carrying a segment; absent = nothing. */
  readonly obstacle?: (configurations: AgentConfigurations, segment: Segment) => string | undefined
}

/** Why a port was not bound, for the driver's own log: `reason` says what an operator can do about it. */
export type Refusal = (reason: string) => void

/**
 * What a driver with an agent on each host decides: the first segment that a live agent of its type on the port's host can
 * carry. Network type: among the agent's `plainTypes` or `tunnelTypes`. Physical network: among the agent's
 * `bridgeMappings` or `interfaceMappings`. Pure.
 */
export function bindByAgent(
  context: BindingContext,
  { agentType, vifType, vifDetails, obstacle }: AgentBinding,
  refused?: Refusal,
): FinalBinding | undefined {
  const refuse = (reason: string): void => {
    refused?.(reason)
    context.refuse?.(reason)
  }
  const agents = context.hostAgents(agentType)
  if (agents.length === 0) refuse(`no ${agentType} on host '${context.host}'`)
  for (const agent of agents) {
    if (!agent.alive) {
      refuse(`${agentType} on host '${context.host}' is dead; last heard of at ${agent.heartbeatAt}`)
      continue
    }
    const { configurations } = agent
    const obstacles: string[] = []
    for (const segment of context.segmentsToBind.filter((candidate) => canCarry(agent, candidate))) {
      const found = obstacle?.(configurations, segment)
      if (found === undefined) return { type: 'bound', segmentId: segment.id, vifType, vifDetails }
      obstacles.push(found)
    }
    const segments = context.segmentsToBind.map(describeSegment).join(', ')
    const why = obstacles.length === 0 ? '' : `: ${obstacles.join('; ')}`
    refuse(`${agentType} on host '${context.host}' carries none of ${segments}${why}`)
  }
  return undefined
}

function canCarry({ configurations }: Agent, { networkType, physicalNetwork }: Segment): boolean {
  if (![...(configurations.plainTypes ?? PLAIN_TYPES), ...(configurations.tunnelTypes ?? [])].includes(networkType))
    return false
  if (physicalNetwork === null) return true
  return [configurations.bridgeMappings, configurations.interfaceMappings].some(
    (mappings) => mappings !== undefined && Object.hasOwn(mappings, physicalNetwork),
  )
}

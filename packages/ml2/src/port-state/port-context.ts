import type { Agent, Network, Port, PortContext, RequestContext, Segment } from '@netloom/core'
import type { HostAgents } from '../agent-directory/agent-directory.ts'
import type { LoadedNetwork } from '../rows/network-rows.ts'

export interface PortContextParts {
  readonly request: RequestContext
  readonly current: Port
  readonly original?: Port
  readonly loaded: Pick<LoadedNetwork, 'network' | 'isAssigned'>
  readonly agents: HostAgents
}

/** What drivers are shown of a port. Everything is loaded already, so that hooks cost no statement by themselves. */
export function portContext({ request, current, original, loaded, agents }: PortContextParts): PortContext {
  const { network } = loaded
  const ends = boundEnds(current, network)
  const originalEnds = original === undefined ? {} : boundEnds(original, network)
  return {
    request,
    current,
    network,
    ...(!loaded.isAssigned && { isNetworkAssigned: false }),
    host: current.binding.host,
    status: current.status,
    bindingLevels: current.binding.levels,
    ...(ends.top !== undefined && { topBoundSegment: ends.top }),
    ...(ends.bottom !== undefined && { bottomBoundSegment: ends.bottom }),
    ...(original !== undefined && {
      original,
      originalHost: original.binding.host,
      originalStatus: original.status,
    }),
    ...(originalEnds.top !== undefined && { originalTopBoundSegment: originalEnds.top }),
    ...(originalEnds.bottom !== undefined && { originalBottomBoundSegment: originalEnds.bottom }),
    hostAgents: (agentType) => agentsOn(agents, current.binding.host, agentType),
    originalHostAgents: (agentType) => agentsOn(agents, original?.binding.host ?? '', agentType),
  }
}

function boundEnds(port: Port, network: Network): { readonly top?: Segment; readonly bottom?: Segment } {
  const find = (id: string | undefined): Segment | undefined => network.segments.find((segment) => segment.id === id)
  const top = find(port.binding.levels[0]?.segmentId)
  const bottom = find(port.binding.levels.at(-1)?.segmentId)
  return { ...(top !== undefined && { top }), ...(bottom !== undefined && { bottom }) }
}

function agentsOn(agents: HostAgents, host: string, agentType: string | undefined): readonly Agent[] {
  const all = agents.get(host) ?? []
  return agentType === undefined ? all : all.filter((agent) => agent.agentType === agentType)
}

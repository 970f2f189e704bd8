import { agentsOf, agentTarget } from '../lab/state/lab-agents.ts'
import { inspectionSocket } from '../lab/state/lab-state.ts'
import { requireHost, requireLab } from '../lab/state/open-lab.ts'

/** Which agents a question goes to. */
export interface AgentChoice {
  /** One host of the lab; absent = all. */
  readonly host?: string
  /** Name of the lab. */
  readonly name: string
  /** Inspection socket of an agent that belongs to no lab. */
  readonly socket?: string
}

export interface FoundAgent {
  readonly host: string
  /** Host, or `dhcp@HOST` for an agent that serves there. */
  readonly label: string
  readonly socket: string
}

/** @throws {Failure} when there is no such lab or host */
export async function findAgents({ host, name, socket }: AgentChoice): Promise<readonly FoundAgent[]> {
  if (socket !== undefined) return [{ host: host ?? socket, label: host ?? socket, socket }]
  const state = await requireLab(name)
  const hosts = host === undefined ? state.hosts : [requireHost(state, host)]
  return hosts.flatMap(agentsOf).map((agent) => ({
    host: agent.host.name,
    label: agent.role.wires === true ? agent.host.name : agentTarget(agent),
    socket: inspectionSocket(state, agent.host.name, agent.role),
  }))
}

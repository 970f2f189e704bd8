import type { ProcessRef } from '@netloom/core/files'
import { agentName, type LabRole } from './lab-role.ts'
import type { LabHost, LabHostAgent } from './lab-state.ts'

/** One agent process of a lab. */
export interface LabAgent extends LabHostAgent {
  readonly host: LabHost
}

/** The agents that a host has, running or not. */
export const agentsOf = (host: LabHost): readonly LabAgent[] => host.agents.map((agent) => ({ ...agent, host }))

/** By which `lab stop` and messages know it. */
export const agentTarget = ({ role, host }: Pick<LabAgent, 'role' | 'host'>): string =>
  `${agentName(role)}@${host.name}`

/** A host with the process of one of its agents replaced. */
export const withAgent = (host: LabHost, role: LabRole, process: ProcessRef): LabHost => ({
  ...host,
  agents: host.agents.map((agent) => (agent.role.name === role.name ? { ...agent, process } : agent)),
})

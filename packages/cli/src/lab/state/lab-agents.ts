import type { LabRole } from './lab-role.ts'
import type { LabHost } from './lab-state.ts'
import type { ProcessRef } from '@netloom/core/files'

/** One agent process of a lab. */
export interface LabAgent {
  readonly role: LabRole
  readonly host: LabHost
  /** Absent while it has never run. */
  readonly process?: ProcessRef
}

/** The agents that a host has, running or not. */
export function agentsOf(host: LabHost): readonly LabAgent[] {
  const { agent, dhcpAgent, servesDhcp } = host
  return [
    { role: 'l2', host, ...(agent !== undefined && { process: agent }) },
    ...(servesDhcp === true
      ? [{ role: 'dhcp' as const, host, ...(dhcpAgent !== undefined && { process: dhcpAgent }) }]
      : []),
  ]
}

/** By which `lab stop` and messages know it. */
export const agentTarget = ({ role, host }: Pick<LabAgent, 'role' | 'host'>): string =>
  `${role === 'l2' ? 'agent' : 'dhcp'}@${host.name}`

/** A host with the process of one of its agents replaced. */
export const withAgent = (host: LabHost, role: LabRole, process: ProcessRef): LabHost =>
  role === 'l2' ? { ...host, agent: process } : { ...host, dhcpAgent: process }

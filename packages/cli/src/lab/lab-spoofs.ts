import type { AuditReport } from '@netloom/agent-runtime'
import type { SpoofCount } from '@netloom/core'
import { askAgent } from '../inspect/ask-agent.ts'
import { findAgents } from '../inspect/find-agents.ts'

/** Frames of VMs that were dropped, on all hosts, because they claimed what is not their port's. */
export async function labSpoofs(lab = 'lab'): Promise<readonly SpoofCount[]> {
  const agents = await findAgents({ name: lab })
  const audits = await Promise.all(agents.map(({ socket }) => askAgent(socket, 'audit')))
  return (audits as readonly AuditReport[]).flatMap(({ spoofs }) => spoofs).filter(({ packets }) => packets > 0)
}

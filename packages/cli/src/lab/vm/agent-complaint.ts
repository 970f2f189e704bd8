import { isAlive } from '@netloom/core/files'
import { agentsOf, type LabAgent } from '../state/lab-agents.ts'
import { agentFiles, describeRole } from '../state/lab-role.ts'
import { lastComplaint, lastLines } from '../processes/last-lines.ts'
import { logFile, type LabState } from '../state/lab-state.ts'

/**
 * Why ports on `host` do not become ACTIVE: its own agent wires them, and an agent of a service may have to know them, wherever it is. One that
 * has ended comes first, then whoever complained last.
 */
export async function keepsPortsDown(state: LabState, host: string): Promise<string> {
  const agents = state.hosts
    .flatMap(agentsOf)
    .filter(({ role, host: { name } }) => role.wires !== true || name === host)
  for (const agent of agents) {
    if (agent.process === undefined || (await isAlive(agent.process))) continue
    return `${nameOf(agent)} ended: ${await lastLines(logOf(state, agent))}`
  }
  const said = await Promise.all(
    agents.map(async (agent) => ({ agent, complaint: await lastComplaint(logOf(state, agent)) })),
  )
  const newest = said.sort((one, other) => timeOf(other.complaint) - timeOf(one.complaint))[0]
  return newest === undefined ? 'no agent is there' : `${nameOf(newest.agent)}: ${newest.complaint}`
}

const nameOf = ({ role, host }: LabAgent): string => `${describeRole(role)} of ${host.name}`
const logOf = (state: LabState, { role, host }: LabAgent): string => logFile(state, agentFiles(role, host.name))
const timeOf = (complaint: string): number => Number(/"time":(\d+)/.exec(complaint)?.[1] ?? 0)

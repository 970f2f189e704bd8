import type { AgentStatus } from '@netloom/agent-runtime'
import { Failure } from '../base/failure.ts'
import { nextLook } from '../base/next-look.ts'
import { askAgent } from '../inspect/ask-agent.ts'
import { lastLines } from './processes/last-lines.ts'
import { agentTarget, type LabAgent } from './state/lab-agents.ts'
import { agentFiles, describeRole } from './state/lab-role.ts'
import { inspectionSocket, logFile, type LabState } from './state/lab-state.ts'
import { isAlive } from '@netloom/core/files'

const START_PATIENCE_MS = 90_000
const ANSWER_PATIENCE_MS = 2_000

/**
 * What an agent must say of itself to count as ready: linked to the controller and in possession of its whole view, or, while
 * there is no controller, only there.
 */
export type Readiness = 'following' | 'running'

/** Waits until agents are ready. @throws {Failure} with the last words of one that died, or naming the late ones */
export async function awaitAgents(
  state: LabState,
  agents: readonly LabAgent[],
  readiness: Readiness,
  patience: number = START_PATIENCE_MS,
): Promise<void> {
  const start = performance.now()
  let missing = agents
  for (;;) {
    const ready = await Promise.all(missing.map((agent) => isReady(state, agent, readiness)))
    missing = missing.filter((_, index) => ready[index] !== true)
    if (missing.length === 0) return
    for (const agent of missing) {
      if (await isAlive(agent.process)) continue
      const log = logFile(state, agentFiles(agent.role, agent.host.name))
      throw new Failure(`the ${describeRole(agent.role)} of ${agent.host.name} ended: ${await lastLines(log)}`)
    }
    if (performance.now() - start > patience)
      throw new Failure(`not linked yet: ${missing.map(agentTarget).join(', ')}`)
    await nextLook(start)
  }
}

async function isReady(state: LabState, { role, host }: LabAgent, readiness: Readiness): Promise<boolean> {
  try {
    const status = (await askAgent(
      inspectionSocket(state, host.name, role),
      'status',
      undefined,
      ANSWER_PATIENCE_MS,
    )) as AgentStatus
    return readiness === 'running' || (status.linked && status.complete)
  } catch {
    return false
  }
}

import { setTimeout as sleep } from 'node:timers/promises'
import type { AgentStatus } from '@netloom/agent-runtime'
import { Failure } from '../failure.ts'
import { askAgent } from '../inspect/ask-agent.ts'
import { lastLines } from './last-lines.ts'
import { inspectionSocket, logFile, type LabHost, type LabState } from './lab-state.ts'
import { isAlive } from './process-ref.ts'

const START_PATIENCE_MS = 20_000
const ANSWER_PATIENCE_MS = 2_000
const POLL_MS = 10

/**
 * What an agent must say of itself to count as ready: linked to the controller and in possession of its whole view, or, while
 * there is no controller, only there.
 */
export type Readiness = 'following' | 'running'

/** Waits until the agents of `hosts` are ready. @throws {Failure} with the last words of one that died, or naming the late ones */
export async function awaitAgents(
  state: LabState,
  hosts: readonly LabHost[],
  readiness: Readiness,
  patience: number = START_PATIENCE_MS,
): Promise<void> {
  const deadline = Date.now() + patience
  let missing = hosts
  for (;;) {
    const ready = await Promise.all(missing.map((host) => isReady(state, host, readiness)))
    missing = missing.filter((_, index) => ready[index] !== true)
    if (missing.length === 0) return
    for (const host of missing) {
      if (await isAlive(host.agent)) continue
      throw new Failure(`the agent of ${host.name} ended: ${await lastLines(logFile(state, `agent-${host.name}`))}`)
    }
    if (Date.now() > deadline)
      throw new Failure(`not linked yet: the agents of ${missing.map(({ name }) => name).join(', ')}`)
    await sleep(POLL_MS)
  }
}

async function isReady(state: LabState, host: LabHost, readiness: Readiness): Promise<boolean> {
  try {
    const status = (await askAgent(
      inspectionSocket(state, host.name),
      'status',
      undefined,
      ANSWER_PATIENCE_MS,
    )) as AgentStatus
    return readiness === 'running' || (status.linked && status.complete)
  } catch {
    return false
  }
}

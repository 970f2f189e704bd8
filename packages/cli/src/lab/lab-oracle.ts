import type { PassageAnswer, PassageQuestion, TraceAnswer } from '@netloom/core'
import { Failure } from '../base/failure.ts'
import { askAgent } from '../inspect/ask-agent.ts'
import type { BehindAnswers, TraceOracle } from '../trace/walk-trace.ts'
import { agentsOf, agentTarget } from './state/lab-agents.ts'
import { inspectionSocket, type LabState } from './state/lab-state.ts'

/** Asks the agents of a lab, each on its inspection socket; whatever roles they have. */
export function labOracle(state: LabState): TraceOracle {
  const requireHost = (host: string): LabState['hosts'][number] => {
    const found = state.hosts.find(({ name }) => name === host)
    if (found !== undefined) return found
    throw new Failure(
      `host ${host}: not in lab ${state.name}, so nobody can be asked there; trace between its own hosts`,
    )
  }
  const askBehind = async (host: string, question: PassageQuestion): Promise<BehindAnswers> => {
    const others = agentsOf(requireHost(host)).filter(
      ({ role, process }) => role.wires !== true && process !== undefined,
    )
    const asked = others.map(({ role }) => askAgent(inspectionSocket(state, host, role), 'trace', { question }))
    // One that is dead keeps nobody from hearing the others: most have nothing to do with the packet.
    const settled = await Promise.allSettled(asked)
    return {
      answers: settled.flatMap((one) => (one.status === 'fulfilled' ? [one.value as PassageAnswer] : [])),
      silent: others.flatMap((agent, at) => (settled[at]?.status === 'rejected' ? [agentTarget(agent)] : [])),
    }
  }
  return {
    ask: async (host, question) => {
      requireHost(host)
      return (await askAgent(inspectionSocket(state, host), 'trace', { question })) as TraceAnswer
    },
    askBehind,
    askWho: async (networkId, address) => {
      const question: PassageQuestion = { leg: 'resolve', networkId, address }
      const answers = await Promise.all(state.hosts.map(({ name }) => askBehind(name, question)))
      return answers
        .flatMap((one) => one.answers)
        .flatMap(({ next }) => (next.kind === 'delivered' ? [next.portId] : []))[0]
    },
  }
}

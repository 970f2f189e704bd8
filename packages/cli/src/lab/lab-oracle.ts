import type { PassageAnswer, PassageQuestion, TraceAnswer } from '@netloom/core'
import { Failure } from '../base/failure.ts'
import { askAgent } from '../inspect/ask-agent.ts'
import type { TraceOracle } from '../trace/walk-trace.ts'
import { agentsOf } from './state/lab-agents.ts'
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
  const askBehind = async (host: string, question: PassageQuestion): Promise<readonly PassageAnswer[]> => {
    const others = agentsOf(requireHost(host)).filter(
      ({ role, process }) => role.wires !== true && process !== undefined,
    )
    return Promise.all(
      others.map(
        ({ role }) => askAgent(inspectionSocket(state, host, role), 'trace', { question }) as Promise<PassageAnswer>,
      ),
    )
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
      return answers.flat().flatMap(({ next }) => (next.kind === 'delivered' ? [next.portId] : []))[0]
    },
  }
}

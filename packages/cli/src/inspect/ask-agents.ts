import { askAgent, type Question } from './ask-agent.ts'
import type { FoundAgent } from './find-agents.ts'

/** An agent that could not answer. */
export interface Unanswered {
  /** As in `FoundAgent.label`. */
  readonly host: string
  readonly error: string
}

export interface Answers<T> {
  readonly answers: readonly { readonly host: string; readonly answer: T }[]
  readonly unanswered: readonly Unanswered[]
}

/** Asks every agent; one that is dead keeps nobody from hearing the others. */
export async function askAgents<T>(
  agents: readonly FoundAgent[],
  question: Question,
  what?: string,
): Promise<Answers<T>> {
  const settled = await Promise.allSettled(agents.map(({ socket }) => askAgent(socket, question, what)))
  const answers: { host: string; answer: T }[] = []
  const unanswered: Unanswered[] = []
  for (const [index, { label: host }] of agents.entries()) {
    const one = settled[index]
    if (one?.status === 'fulfilled') answers.push({ host, answer: one.value as T })
    else unanswered.push({ host, error: one?.reason instanceof Error ? one.reason.message : 'no answer' })
  }
  return { answers, unanswered }
}

export const describeUnanswered = (unanswered: readonly Unanswered[]): readonly string[] =>
  unanswered.map(({ host, error }) => `${host}: ${error}`)

import type { TraceAnswer, TraceHop, TraceNext, TraceQuestion } from '@netloom/core'
import type { PlannedTrace } from './plan-trace.ts'

export interface HostHop extends TraceHop {
  readonly host: string
}

export interface TraceResult {
  readonly verdict: 'delivered' | 'dropped' | 'lost'
  readonly hops: readonly HostHop[]
  /** The hop that decides: it drops the packet, or its rule is the last that lets it pass. */
  readonly decided?: HostHop
  /** What is not as the agents want it: the verdict may not hold there. */
  readonly problems: readonly string[]
  /** Why a packet that nobody drops arrives nowhere. */
  readonly reason?: string
}

/** Asks the agent of a host. @throws {Failure} when it cannot answer */
export type AskHost = (host: string, question: TraceQuestion) => Promise<TraceAnswer>

/** Hosts and legs one after the other, until somebody drops the packet or has it. */
export async function walkTrace({ from, to, frame, destinationMac }: PlannedTrace, ask: AskHost): Promise<TraceResult> {
  const hops: HostHop[] = []
  const go = async (host: string, leg: TraceQuestion['leg'], portId: string): Promise<TraceNext> => {
    const { hops: answered, next } = await ask(host, { leg, portId, frame, destinationMac })
    hops.push(...answered.map((hop) => ({ host, ...hop })))
    return next
  }
  let next = await go(from['binding:host_id'], 'leave', from.id)
  const wanted = to['binding:host_id']
  if (next.kind === 'flooded' && !next.hosts.includes(wanted))
    return {
      ...conclude(hops),
      verdict: 'lost',
      reason: `${hops.at(-1)?.host ?? ''} sends nothing of the network to ${wanted}, where ${to.id} is`,
    }
  const host = next.kind === 'host' ? next.host : wanted
  if (host !== wanted)
    return {
      ...conclude(hops),
      verdict: 'lost',
      reason: `it is sent to ${host}, but ${to.id} is on ${wanted}: ${from['binding:host_id']} has not heard of its move`,
    }
  if (next.kind !== 'dropped' && next.kind !== 'delivered') next = await go(host, 'arrive', to.id)
  return { ...conclude(hops), verdict: next.kind === 'dropped' ? 'dropped' : 'delivered' }
}

function conclude(hops: readonly HostHop[]): Omit<TraceResult, 'verdict'> {
  const decided =
    hops.find(({ verdict }) => verdict === 'drop') ??
    hops.findLast(({ hop }) => hop.endsWith(' rules')) ??
    hops.find(({ hop }) => hop === 'guard')
  const problems = hops.flatMap(({ host, hop, problem }) =>
    problem === undefined ? [] : [`${host}, ${hop}: ${problem}`],
  )
  return { hops, problems, ...(decided !== undefined && { decided }) }
}

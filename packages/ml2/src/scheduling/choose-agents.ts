import type { Agent, AgentDemand } from '@netloom/core'

/** What an object still asks for. */
export interface OpenDemand extends Pick<AgentDemand, 'accepts'> {
  /** How many more are wanted. */
  readonly count: number
  /** Agents that have it already. */
  readonly serving: readonly Agent[]
  /** Empty = wherever. */
  readonly zones: readonly string[]
}

/**
 * Which agents take an object: those that are alive, up, able to and do not have it yet; of the zones that it names, as evenly
 * over zones as they go; the least loaded first, ties by id. Pure. Neutron: AZAwareWeightScheduler, AZLeastRoutersScheduler.
 */
export function chooseAgents(
  agents: readonly Agent[],
  load: ReadonlyMap<string, number>,
  { count, serving, zones, accepts = () => true }: OpenDemand,
): readonly Agent[] {
  const taken = new Set(serving.map(({ id }) => id))
  const perZone = new Map<string, number>()
  const zoneOf = ({ availabilityZone }: Agent): string => availabilityZone ?? ''
  for (const agent of serving) perZone.set(zoneOf(agent), (perZone.get(zoneOf(agent)) ?? 0) + 1)
  const candidates = agents.filter(
    (agent) =>
      isCandidate(agent) &&
      !taken.has(agent.id) &&
      (zones.length === 0 || zones.includes(zoneOf(agent))) &&
      accepts(agent),
  )
  const chosen: Agent[] = []
  while (chosen.length < count && candidates.length > 0) {
    const weight = (agent: Agent): readonly [number, number] => [
      zones.length === 0 ? 0 : (perZone.get(zoneOf(agent)) ?? 0),
      load.get(agent.id) ?? 0,
    ]
    const best = candidates.reduce((a, b) => (lighter(weight(a), weight(b), a.id <= b.id) ? a : b))
    candidates.splice(candidates.indexOf(best), 1)
    chosen.push(best)
    perZone.set(zoneOf(best), (perZone.get(zoneOf(best)) ?? 0) + 1)
  }
  return chosen
}

/** Whether an agent is given anything new at all. */
export const isCandidate = ({ alive, adminStateUp }: Agent): boolean => alive && adminStateUp

/** Loads that mean nothing: whoever is least loaded by them is anybody. Neutron: ChanceScheduler. */
export const randomLoads = (agents: readonly Agent[]): ReadonlyMap<string, number> =>
  new Map(agents.map(({ id }) => [id, Math.random()]))

function lighter(a: readonly [number, number], b: readonly [number, number], tie: boolean): boolean {
  if (a[0] !== b[0]) return a[0] < b[0]
  return a[1] === b[1] ? tie : a[1] < b[1]
}

import type { Agent } from '../model/agent.ts'

/** What an object asks of the agents that it runs on. */
export interface AgentDemand {
  /** How many it should have. When it has more, they stay. */
  readonly agents: number
  /** Zones that it names (`availability_zone_hints`): its agents spread over them evenly. Empty = those configured as default. */
  readonly zones?: readonly string[]
  /** Whether an agent could run it at all: its mode, a driver, a physical network. Absent = every one could. Pure. */
  readonly accepts?: (agent: Agent) => boolean
}

/** An agent that has an object. */
export interface AgentAssignment {
  readonly objectId: string
  readonly agent: Agent
  /** 1…: two agents of one object never have the same. */
  readonly index: number
}

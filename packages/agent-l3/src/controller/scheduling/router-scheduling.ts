import { type Agent, type AgentSchedule, type ServiceEnvironment } from '@netloom/core'
import { L3_AGENT_TYPE } from '../../wire/router-topics.ts'
import {
  DvrL3CannotAssignToDvrAgentError,
  InvalidL3AgentError,
  RouterHostedByL3AgentError,
  RouterNotHostedByL3AgentError,
} from '../errors/l3-agent-errors.ts'
import { RouterNotFoundError } from '../errors/router-errors.ts'
import { type HaState, haStatesOf } from '../ha/ha-states.ts'
import { loadRouters } from '../rows/router-rows.ts'
import { couldRun, isCentral } from './could-run.ts'

/** Which L3 agent has which router, for administrators: `netloom.services.routerScheduling`. */
export class RouterSchedulingService {
  readonly #engine: Pick<ServiceEnvironment, 'store' | 'agents'>
  readonly #schedule: AgentSchedule

  constructor(engine: Pick<ServiceEnvironment, 'store' | 'agents'>, schedule: AgentSchedule) {
    this.#engine = engine
    this.#schedule = schedule
  }

  /** Ids of the routers that an agent has. @throws {AgentNotFoundError} */
  async routersOf(agentId: string): Promise<readonly string[]> {
    await this.#engine.agents.get(agentId)
    return this.#schedule.objectsOf(this.#engine.store.db, agentId)
  }

  async agentsOf(routerId: string): Promise<readonly Agent[]> {
    return (await this.#schedule.assignments(this.#engine.store.db, [routerId])).map(({ agent }) => agent)
  }

  /** What agents say of their part in an HA router, by their ids; empty = one host has the router. */
  async haStatesOf(routerId: string): Promise<ReadonlyMap<string, HaState | 'unknown'>> {
    const { db } = this.#engine.store
    const [router] = await loadRouters(db, [routerId])
    if (router === undefined || router.ha === null) return new Map()
    const states = await haStatesOf(db, routerId)
    return new Map(
      (await this.agentsOf(routerId)).map(({ id, alive }) => [id, alive ? (states.get(id) ?? 'standby') : 'unknown']),
    )
  }

  /** A router that the agent has already stays. @throws {InvalidL3AgentError} {@link RouterHostedByL3AgentError} {@link RouterNotFoundError} */
  async add(agentId: string, routerId: string): Promise<void> {
    const agent = await this.#engine.agents.get(agentId)
    await this.#schedule.assign(routerId, [agent], async (tx, assignments) => {
      const [router] = await loadRouters(tx.db, [routerId])
      if (router === undefined) throw new RouterNotFoundError(routerId)
      if (agent.agentType !== L3_AGENT_TYPE) throw new InvalidL3AgentError(agentId)
      if (!isCentral(agent.configurations['agentMode'])) throw new DvrL3CannotAssignToDvrAgentError()
      if (!agent.adminStateUp || !couldRun(agent, router)) throw new InvalidL3AgentError(agentId)
      const other = assignments.find((one) => one.agent.id !== agentId)
      if (router.ha === null && other !== undefined) throw new RouterHostedByL3AgentError(routerId, other.agent.id)
    })
    this.#schedule.due(routerId)
    await this.#schedule.idle()
  }

  /** Nobody else gets it before something changes. @throws {RouterNotHostedByL3AgentError} */
  async remove(agentId: string, routerId: string): Promise<void> {
    const agent = await this.#engine.agents.get(agentId)
    const [router] = await loadRouters(this.#engine.store.db, [routerId])
    if (router === undefined) throw new RouterNotFoundError(routerId)
    if (!(await this.routersOf(agentId)).includes(routerId)) throw new RouterNotHostedByL3AgentError(routerId, agentId)
    await this.#schedule.unassign(routerId, agent)
  }

  /** Resolves when no router waits for its agent. */
  idle(): Promise<void> {
    return this.#schedule.idle()
  }
}

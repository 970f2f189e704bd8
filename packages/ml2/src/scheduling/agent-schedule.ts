import type {
  Agent,
  AgentAssignment,
  AgentRef,
  AgentSchedule,
  AgentScheduler,
  Clock,
  Logger,
  Ml2Options,
  ScheduledKind,
} from '@netloom/core'
import type { Store, Transaction } from '@netloom/core/store'
import type { AgentDirectory } from '../agent-directory/agent-directory.ts'
import { transact } from '../base/retry.ts'
import {
  agentsOfType,
  assignmentsOf,
  deleteAssignment,
  insertAssignments,
  objectCounts,
  objectsOf,
} from './assignment-rows.ts'
import { chooseAgents, isCandidate, randomLoads } from './choose-agents.ts'
import { DueQueue } from './due-queue.ts'

type AssignmentCheck = NonNullable<Parameters<AgentSchedule['assign']>[2]>

/** Who hears of objects that came to agents or left them. */
export type AssignmentFollower = Parameters<AgentScheduler['follow']>[1]

export interface SchedulingEnvironment {
  readonly store: Store
  readonly options: Ml2Options
  readonly agents: AgentDirectory
  readonly clock: Clock
  readonly logger: Logger
}

/**
 * Sees that every object of a kind has as many living agents as it should, and that its service has made what those need.
 * Level-triggered: an object that is due is looked at whole.
 */
export class Ml2AgentSchedule implements AgentSchedule {
  readonly kind: ScheduledKind
  readonly #env: SchedulingEnvironment
  readonly #queue: DueQueue
  #watching = false

  constructor(
    env: SchedulingEnvironment,
    kind: ScheduledKind,
    private readonly followers: () => readonly AssignmentFollower[] = () => [],
  ) {
    this.#env = env
    this.kind = kind
    this.#queue = new DueQueue(
      env.clock,
      (objectId) => this.#reconcile(objectId),
      (objectId, error) => {
        env.logger.error({ err: error, kind: kind.name, objectId }, 'scheduling onto agents failed; trying again')
      },
    )
  }

  due(objectId: string): void {
    this.#queue.add(objectId)
  }

  assignments(db: Transaction['db'], objectIds?: readonly string[]): Promise<readonly AgentAssignment[]> {
    return assignmentsOf(db, this.#env.agents, this.kind.name, objectIds)
  }

  objectsOf(db: Transaction['db'], agentId: string): Promise<readonly string[]> {
    return objectsOf(db, this.kind.name, agentId)
  }

  serves({ alive, adminStateUp }: Agent): boolean {
    return alive && (adminStateUp || this.#env.options.enableServicesOnAgentsWithAdminStateDown)
  }

  assign(objectId: string, agents: readonly Agent[], check?: AssignmentCheck): Promise<void> {
    return transact(this.#env.store, async (tx) => {
      const had = await this.assignments(tx.db, [objectId])
      await check?.(tx, had)
      const added = agents.filter(({ id }) => !had.some(({ agent }) => agent.id === id))
      await this.#add(tx, objectId, had, added)
    })
  }

  async unassign(objectId: string, agent: AgentRef): Promise<void> {
    const { store } = this.#env
    await transact(store, async (tx) => {
      await deleteAssignment(tx.db, this.kind.name, objectId, agent.id)
      const isLast = (await this.assignments(tx.db, [objectId])).length === 0
      await this.kind.unassigned(tx, objectId, agent, isLast)
      await this.#tell(tx, objectId)
    })
    await this.kind.vacated?.(objectId, agent)
    if ((await this.assignments(store.db, [objectId])).length === 0) await this.kind.stranded?.([objectId])
  }

  async forget(tx: Transaction, objectId: string): Promise<void> {
    const had = await this.assignments(tx.db, [objectId])
    for (const [index, { agent }] of had.entries()) {
      await deleteAssignment(tx.db, this.kind.name, objectId, agent.id)
      await this.kind.unassigned(tx, objectId, agent, index === had.length - 1)
    }
    if (had.length > 0) await this.#tell(tx, objectId)
  }

  idle(): Promise<void> {
    return this.#queue.idle()
  }

  close(): Promise<void> {
    return this.#queue.close()
  }

  /** Looks for objects without enough living agents: at the start, when an agent says hello, and from time to time. */
  async sweep(): Promise<void> {
    const { store, agents } = this.#env
    const all = await agentsOfType(store.db, agents, this.kind.agentType)
    const moved = all.every((agent) => this.serves(agent)) ? [] : await this.#leaveIdle(all)
    for (const id of [...moved, ...(await this.kind.unsettled(store.db))]) this.due(id)
    if (all.length > 0) this.watch()
  }

  /** From now on it looks around from time to time: there are agents that may die. */
  watch(): void {
    if (this.#watching) return
    this.#watching = true
    const { options, logger } = this.#env
    const look = (): void => {
      this.sweep().catch((error: unknown) => {
        logger.error({ err: error, kind: this.kind.name }, 'agents could not be checked for scheduling')
      })
      this.#queue.later(options.agentDownTime * 500, look)
    }
    this.#queue.later(options.agentDownTime * 500, look)
  }

  /** In the transaction that puts an agent up or down: put down, it works on nothing; what it keeps it resumes when it is up. */
  async turned(agent: Agent, tx: Transaction): Promise<void> {
    if (this.kind.resumed === undefined || this.#env.options.enableServicesOnAgentsWithAdminStateDown) return
    await this.kind.resumed(tx, await this.objectsOf(tx.db, agent.id), agent, agent.adminStateUp)
  }

  /** Takes everything from an agent that is about to be deleted; others get it once that is done (what is returned says so). */
  async drain(agent: AgentRef): Promise<() => void> {
    const own = await this.objectsOf(this.#env.store.db, agent.id)
    for (const objectId of own) await this.unassign(objectId, agent)
    return () => {
      for (const objectId of own) this.due(objectId)
    }
  }

  async #reconcile(objectId: string): Promise<void> {
    const agents = await this.#place(objectId)
    if (agents.length > 0) await this.kind.reconcile?.(objectId, agents)
  }

  /** Agents where some are missing; what is published is made right in any case. Returns those that have it. */
  async #place(objectId: string): Promise<readonly Agent[]> {
    const { store, agents, options } = this.#env
    const all = await agentsOfType(store.db, agents, this.kind.agentType)
    if (all.length === 0) return []
    return transact(store, async (tx) => {
      const demand = await this.kind.demand(tx.db, objectId)
      if (demand === undefined) return []
      const had = await this.assignments(tx.db, [objectId])
      const named = demand.zones ?? []
      const zones = this.kind.zonesOf === undefined ? [] : named.length > 0 ? named : options.defaultAvailabilityZones
      const count = demand.agents - had.length
      // Loads are of all objects of the kind: asked for only where somebody is to be chosen.
      const loads = count > 0 ? await this.#loads(tx.db, all) : new Map<string, number>()
      const added = chooseAgents(all, loads, {
        count,
        serving: had.map(({ agent }) => agent),
        zones,
        ...(demand.accepts !== undefined && { accepts: demand.accepts }),
      })
      return this.#add(tx, objectId, had, added)
    })
  }

  /** Returns all that have it now. */
  async #add(
    tx: Transaction,
    objectId: string,
    had: readonly AgentAssignment[],
    added: readonly Agent[],
  ): Promise<readonly Agent[]> {
    if (added.length > 0) {
      const taken = had.map(({ index }) => index)
      await insertAssignments(tx.db, this.kind.name, objectId, added, taken)
    }
    const agents = [...had.map(({ agent }) => agent), ...added]
    if (agents.length > 0) await this.kind.assigned(tx, objectId, { agents, added })
    if (added.length > 0) await this.#tell(tx, objectId)
    return agents
  }

  async #tell(tx: Transaction, objectId: string): Promise<void> {
    for (const follower of this.followers()) await follower(tx, objectId)
  }

  #loads(db: Transaction['db'], all: readonly Agent[]): Promise<ReadonlyMap<string, number>> {
    if (this.kind.placement === 'chance') return Promise.resolve(randomLoads(all))
    return this.kind.loads?.(db) ?? objectCounts(db, this.kind.name)
  }

  /**
   * Objects leave agents that are dead or put down, if their service says so and others are there; of the rest, those whom no
   * agent works on any more are stranded. Returns the objects that lost one.
   */
  async #leaveIdle(all: readonly Agent[]): Promise<readonly string[]> {
    const { store, logger } = this.#env
    const assignments = await this.assignments(store.db)
    const lost = assignments.filter(({ agent }) => !this.serves(agent))
    const lostIds = [...new Set(lost.map(({ objectId }) => objectId))]
    if (lostIds.length === 0) return []
    const movable = new Set(all.some(isCandidate) ? await this.kind.movable?.(store.db, lostIds) : [])
    for (const { objectId, agent } of lost.filter((one) => movable.has(one.objectId))) {
      const fields = { kind: this.kind.name, objectId, agent: agent.id, host: agent.host }
      logger.warn(fields, `rescheduling: agent is ${agent.alive ? 'put down' : 'dead'}`)
      await this.unassign(objectId, agent)
    }
    const served = new Set(assignments.filter(({ agent }) => this.serves(agent)).map(({ objectId }) => objectId))
    const stranded = lostIds.filter((id) => !movable.has(id) && !served.has(id))
    if (stranded.length > 0) await this.kind.stranded?.(stranded)
    return lostIds.filter((id) => movable.has(id))
  }
}

import type { Agent } from '../model/agent.ts'
import type { AvailabilityZone } from '../model/availability-zone.ts'
import type { Transaction } from '../store/store.ts'
import type { AgentAssignment, AgentDemand } from './agent-demand.ts'

/**
 * A kind of object that runs on agents: networks on DHCP agents, routers on L3 agents, balancers on LB agents. The service says
 * what its objects ask for and does what their agents need; the scheduler decides who gets them, keeps that in
 * `agent_assignments`, and tries again what fails. Hooks with a `tx` run in its transaction and write nowhere else; all of them
 * are harmless when repeated, and two controllers may call them for one object at the same time.
 */
export interface ScheduledKind {
  /** As rows and logs name it (`dhcp-network`); rows keep it, so it never changes. */
  readonly name: string
  /** Type of the agents that take it. Several kinds may share one. */
  readonly agentType: string
  /** Its agents are in availability zones of this resource. Absent = zones do not matter. */
  readonly zonesOf?: AvailabilityZone['resource']
  /** `load` (default): the least loaded agent. `chance`: any. Zones matter in both. */
  readonly placement?: 'load' | 'chance'
  /** What an object asks for now; undefined = it is gone. */
  demand(db: Transaction['db'], objectId: string): Promise<AgentDemand | undefined>
  /** Objects that may lack agents, or something that {@link reconcile} makes. Asked by every sweep, so keep it cheap. */
  unsettled(db: Transaction['db']): Promise<readonly string[]>
  /** Load by agent id; who has none may be left out. Absent = how many objects an agent has. */
  loads?(db: Transaction['db']): Promise<ReadonlyMap<string, number>>
  /** Which of these leave an agent that is dead or put down as soon as another could take them. Absent = none (all stay). */
  movable?(db: Transaction['db'], objectIds: readonly string[]): Promise<readonly string[]>

  /** An object was looked at: `added` are new among its agents. Publishes what they must know. */
  assigned(tx: Transaction, objectId: string, change: AssignedAgents): Promise<void>
  /** An object was taken from an agent. `isLast` = nobody has it any more. */
  unassigned(tx: Transaction, objectId: string, agent: AgentRef, isLast: boolean): Promise<void>
  /** An agent was put up or down and keeps its objects: it works on them from now on, or does not. */
  resumed?(tx: Transaction, objectIds: readonly string[], agent: AgentRef, serves: boolean): Promise<void>

  /** Makes right, after the commit, what else the agents of an object need (a port for each). A throw: tried again in five seconds. */
  reconcile?(objectId: string, agents: readonly Agent[]): Promise<void>
  /** After the commit: an object was taken from an agent. */
  vacated?(objectId: string, agent: AgentRef): Promise<void>
  /** After the commit: no agent works on these objects, and none is there to take them. */
  stranded?(objectIds: readonly string[]): Promise<void>
}

export type AgentRef = Pick<Agent, 'id' | 'host'>

export interface AssignedAgents {
  /** All that have the object, the new ones among them. Never empty. */
  readonly agents: readonly Agent[]
  readonly added: readonly Agent[]
}

/** Places objects on agents. One for all services of a controller. */
export interface AgentScheduler {
  /** Called once per kind, when a service starts; nothing is placed before the start is over. @throws {Error} for a name twice */
  schedule(kind: ScheduledKind): AgentSchedule
  /**
   * Hears, in the transaction and after the kind's own hooks, which objects of a kind came to agents or left them: for services
   * that have something on the hosts of another's objects. Called when a service starts. The kind need not be there.
   */
  follow(kind: string, hook: (tx: Transaction, objectId: string) => Promise<void>): void
}

/** The objects of one kind and their agents. */
export interface AgentSchedule {
  /** An object came, or its demand or agents may have changed: it is looked at soon, once however often it is due. */
  due(objectId: string): void
  /** Who has these objects, by index; without ids, all of the kind. */
  assignments(db: Transaction['db'], objectIds?: readonly string[]): Promise<readonly AgentAssignment[]>
  /** Ids of the objects that an agent has. */
  objectsOf(db: Transaction['db'], agentId: string): Promise<readonly string[]>
  /**
   * Gives an object to agents that do not have it, whatever load, zones and demand say. `check` sees it and its agents before, in
   * the same transaction, which runs again when another controller places it at that moment.
   */
  assign(
    objectId: string,
    agents: readonly Agent[],
    check?: (tx: Transaction, assignments: readonly AgentAssignment[]) => Promise<void>,
  ): Promise<void>
  /** Takes an object from an agent; it is not given to another before it is due. */
  unassign(objectId: string, agent: AgentRef): Promise<void>
  /** The object is being deleted: all its agents lose it, in the same transaction. */
  forget(tx: Transaction, objectId: string): Promise<void>
  /** Whether the agent works on what it has: it is alive, and up or allowed to go on when it is down. */
  serves(agent: Agent): boolean
  /** Resolves when nothing is due. What failed and waits for its next try is not waited for. */
  idle(): Promise<void>
}

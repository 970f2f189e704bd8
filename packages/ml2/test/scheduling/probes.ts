import {
  type Agent,
  type AgentDemand,
  type AgentRef,
  type AgentSchedule,
  type AssignedAgents,
  type Clock,
  DEFAULT_ML2_OPTIONS,
  type Ml2Options,
  type ScheduledKind,
} from '@netloom/core'
import type { Store, Transaction } from '@netloom/core/store'
import { AgentDirectory } from '../../src/agent-directory/agent-directory.ts'
import { Ml2AgentScheduler } from '../../src/scheduling/agent-scheduler.ts'
import { TestClock, TestLogger } from '../support/test-netloom.ts'

/** A clock whose timers run when time passes. */
export class TimerClock extends TestClock implements Clock {
  #timers: { readonly at: number; readonly run: () => void }[] = []

  override after(pause = 0, run: () => void = () => undefined): () => void {
    const timer = { at: this.now() + pause, run }
    this.#timers.push(timer)
    return () => {
      this.#timers = this.#timers.filter((one) => one !== timer)
    }
  }

  override pass(seconds: number): void {
    super.pass(seconds)
    const due = this.#timers.filter(({ at }) => at <= this.now())
    this.#timers = this.#timers.filter((one) => !due.includes(one))
    for (const { run } of due) run()
  }

  get timers(): number {
    return this.#timers.length
  }
}

export const PROBE_AGENT = 'Probe agent'

/** An invented service: probes run on probe agents. What its agents are told is in topic `probe/<host>`. */
export class Probes implements ScheduledKind {
  readonly name: string = 'probe'
  readonly agentType: string = PROBE_AGENT
  readonly zonesOf?: 'network'
  readonly placement: 'load' | 'chance' = 'load'
  /** What probes there are, and what they ask for. */
  readonly demands = new Map<string, AgentDemand>()
  readonly events: string[] = []
  failover = true
  /** Thrown by the next `reconcile`. */
  failure: Error | undefined

  constructor(more: { readonly zonesOf?: 'network'; readonly placement?: 'load' | 'chance' } = {}) {
    Object.assign(this, more)
  }

  demand(_: unknown, id: string): Promise<AgentDemand | undefined> {
    return Promise.resolve(this.demands.get(id))
  }
  unsettled(): Promise<readonly string[]> {
    return Promise.resolve([...this.demands.keys()])
  }
  movable(_: unknown, ids: readonly string[]): Promise<readonly string[]> {
    return Promise.resolve(this.failover ? ids : [])
  }
  async assigned(tx: Transaction, id: string, { added }: AssignedAgents): Promise<void> {
    for (const { host } of added) await tell(tx, host, id, true)
  }
  async unassigned(tx: Transaction, id: string, { host }: AgentRef, isLast: boolean): Promise<void> {
    await tell(tx, host, id, false)
    if (isLast) this.events.push(`${id} has none`)
  }
  async resumed(tx: Transaction, ids: readonly string[], { host }: AgentRef, serves: boolean): Promise<void> {
    for (const id of ids) await tell(tx, host, id, serves)
  }
  reconcile(id: string, agents: readonly Agent[]): Promise<void> {
    const failure = this.failure
    this.failure = undefined
    if (failure !== undefined) return Promise.reject(failure)
    this.events.push(`${id} on ${agents.map(({ host }) => host).join(' ')}`)
    return Promise.resolve()
  }
  vacated(id: string, { host }: AgentRef): Promise<void> {
    this.events.push(`${id} left ${host}`)
    return Promise.resolve()
  }
  stranded(ids: readonly string[]): Promise<void> {
    this.events.push(`stranded ${ids.join(' ')}`)
    return Promise.resolve()
  }
}

async function tell(tx: Transaction, host: string, id: string, serves: boolean): Promise<void> {
  const topic = `probe/${host}`
  const position = await tx.db.selectFrom('feed_topics').select('rev').where('topic', '=', topic).executeTakeFirst()
  await tx.publish([{ topic, key: `probe/${id}`, revision: (position?.rev ?? 0) + 1, body: serves ? { id } : null }])
}

export interface ProbeController {
  readonly scheduler: Ml2AgentScheduler
  readonly schedule: AgentSchedule
  readonly probes: Probes
  readonly clock: TimerClock
  readonly logger: TestLogger
  /** An agent of this host says hello. */
  hello(host: string, more?: { readonly zone?: string; readonly up?: boolean; readonly type?: string }): Promise<Agent>
  /** Probes that come, and are placed. */
  probe(id: string, demand?: Partial<AgentDemand>): Promise<void>
  /** Hosts that have a probe, by index. */
  hosts(id: string): Promise<readonly string[]>
  /** Probes that a host's agent is told of. */
  told(host: string): Promise<readonly string[]>
  put(agent: Agent, adminStateUp: boolean): Promise<void>
}

/** A scheduler of probes on a store, without the rest of a controller. */
export function probeController(store: Store, probes: Probes, ml2: Partial<Ml2Options> = {}): ProbeController {
  const clock = new TimerClock()
  const logger = new TestLogger()
  const options = { ...DEFAULT_ML2_OPTIONS, ...ml2 }
  const agents = new AgentDirectory(clock, options.agentDownTime)
  const scheduler = new Ml2AgentScheduler({ store, options, agents, clock, logger })
  const schedule = scheduler.schedule(probes)
  const write = async (host: string, type: string, zone: string | null, up: boolean): Promise<Agent> => {
    const heartbeat_at = clock.date().toISOString()
    const row = {
      ...{ id: `${type} ${host}`, agent_type: type, binary: 'test', host, availability_zone: zone, description: '' },
      ...{ admin_state_up: up ? 1 : 0, configurations: '{}' },
      ...{ created_at: heartbeat_at, started_at: heartbeat_at, heartbeat_at },
    }
    await store.transaction(async ({ db }) => {
      await db.deleteFrom('agents').where('id', '=', row.id).execute()
      await db.insertInto('agents').values(row).execute()
    })
    agents.saw(row.id, heartbeat_at)
    return agents.agentOf(row)
  }
  return {
    scheduler,
    schedule,
    probes,
    clock,
    logger,
    hello: async (host, { zone, up = true, type = PROBE_AGENT } = {}) => {
      const agent = await write(host, type, zone ?? null, up)
      await scheduler.agentConnected(agent)
      await schedule.idle()
      return agent
    },
    probe: async (id, demand = {}) => {
      probes.demands.set(id, { agents: 1, ...demand })
      schedule.due(id)
      await schedule.idle()
    },
    hosts: async (id) => (await schedule.assignments(store.db, [id])).map(({ agent }) => agent.host),
    told: async (host) =>
      (await store.log.snapshot(`probe/${host}`)).items.map(({ key }) => key.slice('probe/'.length)).sort(),
    put: async (agent, adminStateUp) => {
      const now = { ...agent, adminStateUp }
      await store.transaction(async (tx) => {
        const change = { admin_state_up: adminStateUp ? 1 : 0 }
        await tx.db.updateTable('agents').set(change).where('id', '=', agent.id).execute()
        await scheduler.agentUpdating(now, tx)
      })
      await scheduler.agentConnected(now)
      await schedule.idle()
    },
  }
}

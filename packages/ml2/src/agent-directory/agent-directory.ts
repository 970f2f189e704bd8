import type { Agent, AgentConfigurations, Clock } from '@netloom/core'
import type { AgentsTable, Schema } from '@netloom/core/store'
import type { Kysely } from 'kysely'

/** Agents by host, as port contexts show them. */
export type HostAgents = ReadonlyMap<string, readonly Agent[]>

/** The last sign of life of an agent. */
interface Sign {
  /** By our own monotonic clock. */
  readonly at: number
  /** `heartbeat_at` of its row then: another text means that somebody has heard of it since. */
  readonly written: string
  /** As shown. */
  readonly shown: string
}

/**
 * Who is alive. Heartbeats of agents on our own links stay in memory between the coarse writes; of agents that other
 * controllers hear, their rows change. Both are signs of life at the moment when we notice, by our own monotonic clock: the
 * times that others wrote are shown and never reckoned with, since no two clocks agree and all of them step. An agent of
 * which nothing is known yet counts as alive until it has been silent for the down time.
 */
export class AgentDirectory {
  readonly #clock: Clock
  readonly #downTime: number
  readonly #signs = new Map<string, Sign>()
  readonly #configurations = new Map<string, { readonly text: string; readonly value: AgentConfigurations }>()

  /** `downTime`: seconds of silence after which an agent counts as dead. */
  constructor(clock: Clock, downTime: number) {
    this.#clock = clock
    this.#downTime = downTime * 1000
  }

  /** Heard on a link of ours; `written` is what its row says now. */
  saw(agentId: string, written: string): void {
    this.#signs.set(agentId, { at: this.#clock.now(), written, shown: this.#clock.date().toISOString() })
  }

  forget(agentId: string): void {
    this.#signs.delete(agentId)
    this.#configurations.delete(agentId)
  }

  /** Notices what other controllers heard. To be called often: a sign counts from when it is noticed. */
  async look(db: Kysely<Schema>): Promise<void> {
    const rows = await db.selectFrom('agents').select(['id', 'heartbeat_at']).execute()
    for (const row of rows) this.#signOf(row)
    const known = new Set(rows.map(({ id }) => id))
    for (const id of this.#signs.keys()) if (!known.has(id)) this.forget(id)
  }

  agentOf(row: AgentsTable): Agent {
    const { at, shown } = this.#signOf(row)
    return {
      id: row.id,
      agentType: row.agent_type,
      binary: row.binary,
      host: row.host,
      availabilityZone: row.availability_zone,
      adminStateUp: row.admin_state_up === 1,
      description: row.description,
      alive: this.#clock.now() - at < this.#downTime,
      configurations: this.#parsed(row),
      createdAt: row.created_at,
      startedAt: row.started_at,
      heartbeatAt: shown,
    }
  }

  /** One statement for all hosts; '' (no host) is not asked for. */
  async onHosts(db: Kysely<Schema>, hosts: Iterable<string>): Promise<HostAgents> {
    const wanted = [...new Set(hosts)].filter((host) => host !== '')
    const agents = new Map<string, Agent[]>()
    if (wanted.length === 0) return agents
    const rows = await db.selectFrom('agents').selectAll().where('host', 'in', wanted).execute()
    for (const row of rows) {
      const list = agents.get(row.host)
      if (list === undefined) agents.set(row.host, [this.agentOf(row)])
      else list.push(this.agentOf(row))
    }
    return agents
  }

  #signOf({ id, heartbeat_at: written }: Pick<AgentsTable, 'id' | 'heartbeat_at'>): Sign {
    const known = this.#signs.get(id)
    if (known?.written === written) return known
    const sign = { at: this.#clock.now(), written, shown: written }
    this.#signs.set(id, sign)
    return sign
  }

  #parsed(row: AgentsTable): AgentConfigurations {
    const known = this.#configurations.get(row.id)
    if (known?.text === row.configurations) return known.value
    const value = JSON.parse(row.configurations) as AgentConfigurations
    this.#configurations.set(row.id, { text: row.configurations, value })
    return value
  }
}

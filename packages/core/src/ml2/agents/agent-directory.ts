import type { Kysely } from 'kysely'
import type { Clock } from '../../clock.ts'
import type { Agent, AgentConfigurations } from '../../model/agent.ts'
import type { AgentsTable, Schema } from '../../store/schema.ts'

/** Agents by host, as port contexts show them. */
export type HostAgents = ReadonlyMap<string, readonly Agent[]>

/**
 * Who is alive. Rows say what agents are; their heartbeats stay in memory between the coarse writes, so the younger of the
 * two counts. Another controller on the same store sees the written ones.
 */
export class AgentDirectory {
  readonly #clock: Clock
  readonly #downTime: number
  readonly #seen = new Map<string, number>()
  readonly #configurations = new Map<string, { readonly text: string; readonly value: AgentConfigurations }>()

  /** `downTime`: seconds of silence after which an agent counts as dead. */
  constructor(clock: Clock, downTime: number) {
    this.#clock = clock
    this.#downTime = downTime * 1000
  }

  saw(agentId: string): void {
    this.#seen.set(agentId, this.#clock.now())
  }

  forget(agentId: string): void {
    this.#seen.delete(agentId)
    this.#configurations.delete(agentId)
  }

  agentOf(row: AgentsTable): Agent {
    const heartbeat = Math.max(this.#seen.get(row.id) ?? 0, Date.parse(row.heartbeat_at))
    return {
      id: row.id,
      agentType: row.agent_type,
      binary: row.binary,
      host: row.host,
      availabilityZone: row.availability_zone,
      adminStateUp: row.admin_state_up === 1,
      description: row.description,
      alive: this.#clock.now() - heartbeat < this.#downTime,
      configurations: this.#parsed(row),
      createdAt: row.created_at,
      startedAt: row.started_at,
      heartbeatAt: new Date(heartbeat).toISOString(),
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

  #parsed(row: AgentsTable): AgentConfigurations {
    const known = this.#configurations.get(row.id)
    if (known?.text === row.configurations) return known.value
    const value = JSON.parse(row.configurations) as AgentConfigurations
    this.#configurations.set(row.id, { text: row.configurations, value })
    return value
  }
}

import {
  type Agent,
  type AgentConfigurations,
  AgentNotFoundError,
  type AgentReport,
  type PortContext,
  TooManyAgentsError,
} from '@netloom/core'
import type { AgentService, PortService } from '@netloom/core/services'
import type { AgentsTable, Transaction } from '@netloom/core/store'
import { randomUUID } from 'node:crypto'
import type { Ml2Environment } from '../environment/environment.ts'
import { parseAgentReport, parseConfigurations } from '../input/agent-report-input.ts'
import { transact } from '../base/retry.ts'
import { postcommitUpdatesQuietly } from '../port-state/port-changes.ts'
import { defaultZoneOf } from '../availability-zones/availability-zone-service.ts'
import type { AgentFollowers } from './agent-followers.ts'
import { announceEndpoint } from './announce-endpoint.ts'
import { followTunnelEnd } from './follow-tunnel-end.ts'
import { takeEndpoint } from './take-endpoint.ts'

type Change = Parameters<AgentService['update']>[1]

export class Ml2AgentService implements AgentService {
  readonly #env: Ml2Environment
  readonly #ports: Pick<PortService, 'rebindFailed'>
  /** When we last wrote each agent's heartbeat, by the monotonic clock. */
  readonly #written = new Map<string, number>()

  readonly #followers: AgentFollowers

  constructor(env: Ml2Environment, ports: Pick<PortService, 'rebindFailed'>, followers: AgentFollowers) {
    this.#env = env
    this.#followers = followers
    this.#ports = ports
  }

  async hello(said: AgentReport): Promise<{ readonly agent: Agent; readonly result: 'new' | 'alive' | 'revived' }> {
    const report = parseAgentReport(said, this.#env.options.overlayIpVersion)
    const { known, row, contexts } = await transact(this.#env.store, async (tx) => {
      const previous = await this.#rowOf(tx, report)
      const next = this.#reported(previous, report)
      if (previous === undefined) await this.#takeIn(tx, next)
      else await tx.db.updateTable('agents').set(next).where('id', '=', next.id).execute()
      return { known: previous, row: next, contexts: await this.#follow(tx, previous, next) }
    })
    const isNewToUs = !this.#written.has(row.id)
    const wasAlive = known !== undefined && this.#env.agents.agentOf(known).alive
    this.#heard(row)
    await postcommitUpdatesQuietly(this.#env, contexts)
    const result = known === undefined ? 'new' : wasAlive ? 'alive' : 'revived'
    // whatever could not be bound without this agent, or with its former abilities, may be bound now; of one that is new to us
    // we do not know how long it was away
    if (result !== 'alive' || isNewToUs || known?.configurations !== row.configurations) await this.#rebind(report.host)
    const agent = this.#env.agents.agentOf(row)
    await this.#followers.connected(agent)
    return { agent, result }
  }

  async heartbeat(agentId: string, configurations?: Readonly<Record<string, unknown>>): Promise<void> {
    const row = await this.#find(agentId)
    const text =
      configurations === undefined
        ? row.configurations
        : JSON.stringify(parseConfigurations(configurations, this.#env.options.overlayIpVersion))
    const wasAlive = this.#env.agents.agentOf(row).alive
    const isDue =
      this.#env.clock.now() - (this.#written.get(agentId) ?? -Infinity) >= this.#env.options.reportInterval * 500
    this.#env.agents.saw(agentId, row.heartbeat_at)
    if (wasAlive && text === row.configurations && !isDue) return
    const next: AgentsTable = { ...row, configurations: text, heartbeat_at: this.#now() }
    const contexts = await transact(this.#env.store, async (tx) => {
      await tx.db
        .updateTable('agents')
        .set({ configurations: next.configurations, heartbeat_at: next.heartbeat_at })
        .where('id', '=', agentId)
        .execute()
      return text === row.configurations ? [] : this.#follow(tx, row, next)
    })
    this.#heard(next)
    await postcommitUpdatesQuietly(this.#env, contexts)
    if (!wasAlive || text !== row.configurations) await this.#rebind(row.host)
  }

  async list(filter: { readonly host?: string; readonly agentType?: string } = {}): Promise<readonly Agent[]> {
    let query = this.#env.store.db.selectFrom('agents').selectAll()
    if (filter.host !== undefined) query = query.where('host', '=', filter.host)
    if (filter.agentType !== undefined) query = query.where('agent_type', '=', filter.agentType)
    const rows = await query.orderBy('host').orderBy('agent_type').execute()
    return rows.map((row) => this.#env.agents.agentOf(row))
  }

  async get(id: string): Promise<Agent> {
    return this.#env.agents.agentOf(await this.#find(id))
  }

  async update(id: string, { adminStateUp, description }: Change): Promise<Agent> {
    const row = await this.#find(id)
    const change = {
      admin_state_up: adminStateUp === undefined ? row.admin_state_up : adminStateUp ? 1 : 0,
      description: description ?? row.description,
    }
    const agent = this.#env.agents.agentOf({ ...row, ...change })
    const isTurned = change.admin_state_up !== row.admin_state_up
    await transact(this.#env.store, async (tx) => {
      await tx.db.updateTable('agents').set(change).where('id', '=', id).execute()
      if (isTurned) await this.#followers.updating(agent, tx)
    })
    if (isTurned) await this.#followers.connected(agent)
    return agent
  }

  async delete(id: string): Promise<void> {
    const row = await this.#find(id)
    const agent = this.#env.agents.agentOf(row)
    const gone = await this.#followers.removing(agent)
    const contexts = await transact(this.#env.store, async (tx) => {
      await this.#followers.deleting(agent, tx)
      await tx.db.deleteFrom('agents').where('id', '=', id).execute()
      return this.#follow(tx, row, { ...row, configurations: '{}' })
    })
    this.#env.agents.forget(id)
    this.#written.delete(id)
    gone()
    await postcommitUpdatesQuietly(this.#env, contexts)
  }

  #reported(previous: AgentsTable | undefined, report: AgentReport): AgentsTable {
    const now = this.#now()
    return {
      id: previous?.id ?? randomUUID(),
      agent_type: report.agentType,
      binary: report.binary,
      host: report.host,
      availability_zone: report.availabilityZone ?? defaultZoneOf(report.agentType, this.#env.zones.zonedAgents),
      admin_state_up: previous?.admin_state_up ?? (this.#env.options.enableNewAgents ? 1 : 0),
      description: previous?.description ?? '',
      configurations: JSON.stringify(report.configurations),
      created_at: previous?.created_at ?? now,
      started_at: report.start || previous === undefined ? now : previous.started_at,
      heartbeat_at: now,
    }
  }

  /** Agents stay until they are deleted, as in Neutron; whoever says hello under name after name shall not fill the store. */
  async #takeIn(tx: Transaction, agent: AgentsTable): Promise<void> {
    const { maxAgents } = this.#env.options
    const counted = tx.db.selectFrom('agents').select(({ fn }) => fn.countAll<number | string>().as('known'))
    const { known } = await counted.executeTakeFirstOrThrow()
    if (Number(known) >= maxAgents) throw new TooManyAgentsError(agent.host, maxAgents)
    await tx.db.insertInto('agents').values(agent).execute()
  }

  async #rowOf(tx: Transaction, { agentType, host }: AgentReport): Promise<AgentsTable | undefined> {
    return tx.db
      .selectFrom('agents')
      .selectAll()
      .where('agent_type', '=', agentType)
      .where('host', '=', host)
      .executeTakeFirst()
  }

  async #find(id: string): Promise<AgentsTable> {
    const row = await this.#env.store.db.selectFrom('agents').selectAll().where('id', '=', id).executeTakeFirst()
    if (row === undefined) throw new AgentNotFoundError(id)
    return row
  }

  /** Where tunnels end is told; of a VTEP that moved, or ends other types, the ports behind it have to be announced anew. */
  async #follow(
    tx: Transaction,
    before: AgentsTable | undefined,
    after: AgentsTable,
  ): ReturnType<typeof followTunnelEnd> {
    const contexts: PortContext[] = []
    for (const { before: had, after: has } of await takeEndpoint(tx, after)) {
      const fields = { ...vtepOf(after), host: after.host, loser: has.host, agent: has.id }
      this.#env.logger.warn(
        fields,
        'two hosts say the same tunnel endpoint: the one that spoke last has it, the other has none',
      )
      contexts.push(...(await this.#follow(tx, had, has)))
    }
    await announceEndpoint(tx, before, after, this.#env.types)
    const old = before === undefined ? undefined : tunnelEnd(before)
    if (old !== tunnelEnd(after)) contexts.push(...(await followTunnelEnd(this.#env, tx, after.host)))
    return contexts
  }

  #heard({ id, heartbeat_at }: AgentsTable): void {
    this.#env.agents.saw(id, heartbeat_at)
    this.#written.set(id, this.#env.clock.now())
  }

  async #rebind(host: string): Promise<void> {
    try {
      await this.#ports.rebindFailed(host)
    } catch (error) {
      this.#env.logger.error({ err: error, host }, 'rebinding ports of a returning agent failed')
    }
  }

  #now(): string {
    return this.#env.clock.date().toISOString()
  }
}

function vtepOf({ configurations }: AgentsTable): { readonly tunnelingIp?: string } {
  const { tunnelingIp } = JSON.parse(configurations) as AgentConfigurations
  return tunnelingIp === undefined ? {} : { tunnelingIp }
}

/** Equal when the ports of the host are announced alike; undefined = not at all. */
function tunnelEnd({ configurations }: AgentsTable): string | undefined {
  const { tunnelingIp, tunnelTypes = [], l2popNetworkTypes } = JSON.parse(configurations) as AgentConfigurations
  if (tunnelingIp === undefined) return undefined
  return JSON.stringify([tunnelingIp, [...tunnelTypes].sort(), [...(l2popNetworkTypes ?? tunnelTypes)].sort()])
}

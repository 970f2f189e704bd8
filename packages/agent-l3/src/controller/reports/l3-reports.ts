import type { ReportHandler, ReportingAgent } from '@netloom/core'
import { chunks } from '@netloom/core/kit'
import type { PortReport } from '@netloom/core/wire'
import { ROUTER_KIND } from '../../wire/router-topics.ts'
import type { L3Environment } from '../base/l3-environment.ts'
import { type Db, tablesIn } from '../store/tables.ts'
import { isOfHa, reportHaStates, standByElsewhere } from './ha-reports.ts'
import { statusOf } from './floating-ip-status.ts'

type Environment = Pick<L3Environment, 'engine' | 'schedule'>

/** What an agent speaks of: each is up or down by itself, whatever becomes of the others. */
interface Spoken {
  readonly floatingIps: ReadonlySet<string>
  readonly routers: ReadonlySet<string>
  /** They are there, and somebody else's. */
  readonly foreign: readonly string[]
}

/** L3 agents say which routers and floating IPs they have set up. An agent is heard for the routers that it has. */
export class L3Reports implements ReportHandler {
  readonly #env: Environment

  constructor(env: Environment) {
    this.#env = env
  }

  async report(agent: ReportingAgent, reports: readonly PortReport[]): Promise<readonly string[]> {
    const { store, logger } = this.#env.engine
    const foreign: string[] = [...(await reportHaStates(this.#env, agent, reports.filter(isOfHa)))]
    for (const piece of chunks(reports.filter((one) => !isOfHa(one)))) {
      const spoken = await spokenOf(
        store.db,
        agent,
        piece.map(({ portId }) => portId),
      )
      foreign.push(...spoken.foreign)
      for (const { portId: id, error } of piece) {
        if (error !== undefined) logger.warn({ id, host: agent.host, error }, 'L3 agent could not set it up')
      }
      const idsThat = (is: (report: PortReport) => boolean): readonly string[] =>
        piece.filter(is).map(({ portId }) => portId)
      const up = idsThat(({ state }) => state === 'up')
      const failed = idsThat(({ state, error }) => state === 'down' && error !== undefined)
      const down = idsThat(({ state, error }) => state === 'down' && error === undefined)
      await store.transaction(async (tx) => {
        const own = (ids: readonly string[], among: ReadonlySet<string>): readonly string[] =>
          ids.filter((id) => among.has(id))
        await statusOf(this.#env, tx, 'floating_ips', own(up, spoken.floatingIps), 'ACTIVE')
        await statusOf(this.#env, tx, 'floating_ips', own(failed, spoken.floatingIps), 'ERROR')
        await statusOf(this.#env, tx, 'floating_ips', own(down, spoken.floatingIps), 'DOWN')
        await statusOf(this.#env, tx, 'routers', own(failed, spoken.routers), 'ERROR')
        await statusOf(this.#env, tx, 'routers', own([...up, ...down], spoken.routers), 'ACTIVE')
      })
    }
    return foreign
  }

  /** What it does not name is not up there, whatever we believed. */
  async reportAll(agent: ReportingAgent, ids: readonly string[]): Promise<readonly string[]> {
    const foreign = await this.report(
      agent,
      ids.map((portId) => ({ portId, state: 'up' })),
    )
    await standByElsewhere(this.#env, agent, ids)
    const named = new Set(ids)
    const { store } = this.#env.engine
    const active = await tablesIn(store.db)
      .selectFrom('floating_ips')
      .select('floating_ips.id')
      .where('floating_ips.router_id', 'in', servedBy(store.db, agent))
      .where('floating_ips.status', '=', 'ACTIVE')
      .execute()
    const lost = active.flatMap(({ id }) => (named.has(id) ? [] : [id]))
    if (lost.length > 0) {
      await store.transaction((tx) => statusOf(this.#env, tx, 'floating_ips', lost, 'DOWN'))
    }
    return foreign
  }
}

/** Routers that the agent has, of those on several hosts the ones where it is active: there floating IPs are. */
const servedBy = (db: Db, { id }: ReportingAgent) =>
  tablesIn(db)
    .selectFrom('agent_assignments')
    .innerJoin('routers', 'routers.id', 'agent_assignments.object_id')
    .leftJoin('router_ha_agents', (join) =>
      join
        .onRef('router_ha_agents.agent_id', '=', 'agent_assignments.agent_id')
        .onRef('router_ha_agents.router_id', '=', 'agent_assignments.object_id'),
    )
    .select('agent_assignments.object_id')
    .where('agent_assignments.kind', '=', ROUTER_KIND)
    .where('agent_assignments.agent_id', '=', id)
    .where((eb) => eb.or([eb('routers.ha', '=', 0), eb('router_ha_agents.state', '=', 'active')]))

async function spokenOf(db: Db, agent: ReportingAgent, ids: readonly string[]): Promise<Spoken> {
  if (ids.length === 0) return { floatingIps: new Set(), routers: new Set(), foreign: [] }
  const own = tablesIn(db)
    .selectFrom('agent_assignments')
    .select('agent_assignments.object_id')
    .where('agent_assignments.kind', '=', ROUTER_KIND)
    .where('agent_assignments.agent_id', '=', agent.id)
  const fips = await tablesIn(db)
    .selectFrom('floating_ips')
    .select(['id', 'router_id', (eb) => eb('router_id', 'in', own).as('is_own')])
    .select((eb) => eb('router_id', 'in', servedBy(db, agent)).as('is_served'))
    .where('id', 'in', ids)
    .execute()
  const routers = await tablesIn(db)
    .selectFrom('routers')
    .select(['id', (eb) => eb('id', 'in', own).as('is_own')])
    .where('id', 'in', ids)
    .execute()
  const isOwn = ({ is_own }: { readonly is_own: unknown }): boolean => Boolean(is_own)
  const foreign = [...fips.filter((row) => row.router_id !== null), ...routers].filter((row) => !isOwn(row))
  return {
    floatingIps: new Set(fips.flatMap(({ id, is_served }) => (Boolean(is_served) ? [id] : []))),
    routers: new Set(routers.filter(isOwn).map(({ id }) => id)),
    foreign: foreign.map(({ id }) => id),
  }
}

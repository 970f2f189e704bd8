import type { ReportHandler, ReportingAgent, ServiceEnvironment } from '@netloom/core'
import { chunks, objectsOn, timestamp } from '@netloom/core/kit'
import type { Transaction } from '@netloom/core/store'
import type { Dialect } from '../model/dialect.ts'
import { loadFirewalls, type StoredFirewall } from '../rows/load-firewalls.ts'
import type { FirewallStatus } from '../model/firewall.ts'
import { tablesIn } from '../store/tables.ts'
import { FIREWALL_AGENT_TYPE } from '../wire/firewall-topics.ts'
import { firewallOfPorts, isEnforced, routersOf } from './coverage.ts'
import { ROUTER_KIND } from './router-hosts.ts'
import { routerPorts } from './router-ports.ts'
import { RouterPublisher, type RouterState } from './router-publisher.ts'

type Pending = Extract<FirewallStatus, `PENDING_${string}`>

/** Has hosts do what firewalls say, and firewalls say what became of it. */
export class Enforcement {
  readonly #publisher: RouterPublisher

  constructor(
    private readonly env: ServiceEnvironment,
    private readonly dialect: Dialect,
  ) {
    this.#publisher = new RouterPublisher(env, dialect.version)
  }

  /** Something that they apply has changed, or they are new. `routersBefore` = where they were, if that may be elsewhere. */
  async changed(
    tx: Transaction,
    firewallIds: readonly string[],
    { as = 'PENDING_UPDATE', routersBefore = [] }: { as?: Pending; routersBefore?: readonly string[] } = {},
  ): Promise<void> {
    const { version } = this.dialect
    const firewalls = [...(await loadFirewalls(tx.db, version, firewallIds)).values()]
    const routerIds = new Set(routersBefore)
    for (const firewall of firewalls) for (const id of await routersOf(tx.db, version, firewall)) routerIds.add(id)
    for (const routerId of routerIds) await this.#publisher.publish(tx, routerId)
    for (const firewall of firewalls) await this.#settle(tx, firewall, as)
  }

  /** Ports or hosts of routers have changed. */
  async routersChanged(tx: Transaction, routerIds: readonly string[], gonePortId?: string): Promise<void> {
    for (const routerId of new Set(routerIds)) {
      await this.#publisher.publish(tx, routerId, gonePortId)
      for (const firewall of await this.#firewallsOn(tx, routerId)) await this.#settle(tx, firewall, 'PENDING_UPDATE')
    }
  }

  /** Routers of a firewall as long as it is what it is. */
  async routersOf(tx: Transaction, firewall: StoredFirewall): Promise<readonly string[]> {
    return routersOf(tx.db, this.dialect.version, firewall)
  }

  /** Refuses a change of what a host that is alive is still busy with. Who waits for a dead one may go on. @throws FirewallInPendingState */
  async requireSettled(firewallIds: readonly string[]): Promise<void> {
    const { db } = this.env.store
    const firewalls = await loadFirewalls(db, this.dialect.version, firewallIds)
    const pending = [...firewalls.values()].filter(({ status }) => status.startsWith('PENDING_'))
    if (pending.length === 0) return
    const agents = await this.env.agents.list({ agentType: FIREWALL_AGENT_TYPE })
    const alive = agents.filter((agent) => agent.alive).map(({ host }) => host)
    for (const firewall of pending) {
      const states = await this.#statesOf(db, await routersOf(db, this.dialect.version, firewall))
      const isBusy = states.some(({ host, state }) => state === 'pending' && alive.includes(host))
      if (isBusy) throw this.dialect.errors.firewallPending(firewall.id, firewall.status)
    }
  }

  /** An agent has said hello for the first time, or its record goes. */
  async hostChanged(tx: Transaction, host: string): Promise<void> {
    const rows = await tablesIn(tx.db, this.dialect.version)
      .selectFrom('firewall_router_states')
      .select('router_id')
      .where('host', '=', host)
      .execute()
    const known = rows.map(({ router_id }) => router_id)
    await this.routersChanged(tx, [...known, ...(await objectsOn(tx.db, ROUTER_KIND, host))])
  }

  readonly reports: ReportHandler = {
    report: (agent, reports) =>
      this.#report(
        agent,
        reports.flatMap(({ portId, state }) =>
          state === 'building' ? [] : [{ token: portId, state: state === 'up' ? 'up' : 'error' }],
        ),
      ),
    reportAll: (agent, tokens) =>
      this.#report(
        agent,
        tokens.map((token) => ({ token, state: 'up' })),
      ),
  }

  async #report(
    { host }: ReportingAgent,
    reports: readonly { readonly token: string; readonly state: RouterState }[],
  ): Promise<readonly string[]> {
    const stateOf = new Map(reports.map(({ token, state }) => [token, state]))
    return this.env.store.transaction(async (tx) => {
      const foreign: string[] = []
      for (const piece of chunks([...stateOf.keys()])) {
        const tables = tablesIn(tx.db, this.dialect.version)
        // A token of what is no more is nobody's.
        const rows = await tables.selectFrom('firewall_router_states').selectAll().where('token', 'in', piece).execute()
        const own = rows.filter((row) => row.host === host)
        const elsewhere = rows.filter(({ token }) => !own.some((row) => row.token === token))
        foreign.push(...new Set(elsewhere.map(({ token }) => token)))
        for (const row of own) {
          const state = stateOf.get(row.token) ?? 'pending'
          if (row.state === state) continue
          await tables
            .updateTable('firewall_router_states')
            .set({ state })
            .where('router_id', '=', row.router_id)
            .where('host', '=', host)
            .execute()
          for (const firewall of await this.#firewallsOn(tx, row.router_id)) await this.#settle(tx, firewall)
        }
      }
      return foreign
    })
  }

  async #firewallsOn(tx: Transaction, routerId: string): Promise<readonly StoredFirewall[]> {
    const { version } = this.dialect
    const ports = await routerPorts(tx.db, 'device_id', [routerId])
    const ids = new Set((await firewallOfPorts(tx.db, version, ports)).values())
    return [...(await loadFirewalls(tx.db, version, [...ids])).values()]
  }

  async #statesOf(
    db: Transaction['db'],
    routerIds: readonly string[],
  ): Promise<readonly { readonly host: string; readonly state: string }[]> {
    const states: { readonly host: string; readonly state: string }[] = []
    for (const piece of chunks(routerIds)) {
      states.push(
        ...(await tablesIn(db, this.dialect.version)
          .selectFrom('firewall_router_states')
          .select(['host', 'state'])
          .where('router_id', 'in', piece)
          .execute()),
      )
    }
    return states
  }

  /** Writes the status that follows from where it is and what was reported; `as` = what it is while hosts are busy. */
  async #settle(tx: Transaction, firewall: StoredFirewall, as?: Pending): Promise<void> {
    const status = await this.#statusOf(tx, firewall, as)
    if (status === firewall.status) return
    await tablesIn(tx.db, this.dialect.version)
      .updateTable('firewalls')
      .set({ status, updated_at: timestamp(this.env.clock) })
      .where('id', '=', firewall.id)
      .execute()
  }

  async #statusOf(tx: Transaction, firewall: StoredFirewall, as?: Pending): Promise<FirewallStatus> {
    const routerIds = isEnforced(firewall) ? await routersOf(tx.db, this.dialect.version, firewall) : []
    if (routerIds.length === 0) return 'INACTIVE'
    const states = (await this.#statesOf(tx.db, routerIds)).map(({ state }) => state)
    if (states.length === 0) return 'DOWN'
    if (states.includes('error')) return 'ERROR'
    if (states.includes('pending')) return as ?? pendingAfter(firewall.status)
    return firewall.adminStateUp ? 'ACTIVE' : 'DOWN'
  }
}

/** Another firewall of the router has changed: this one is in force as it was. */
const pendingAfter = (status: FirewallStatus): FirewallStatus =>
  status === 'ERROR' || status === 'INACTIVE' ? 'PENDING_UPDATE' : status

import { type Agent, type AgentDemand, type AgentRef, type AssignedAgents, type ScheduledKind } from '@netloom/core'
import type { Transaction } from '@netloom/core/store'
import { L3_AGENT_TYPE, ROUTER_KIND } from '../../wire/router-topics.ts'
import type { L3Environment } from '../base/l3-environment.ts'
import { publishAssignment, publishRouter, withdrawRouter } from '../items/publish-router.ts'
import { statusOfAll } from '../reports/floating-ip-status.ts'
import { loadRouters } from '../rows/router-rows.ts'
import type { Db } from '../store/tables.ts'
import { removeHaPort, settleHaPorts } from '../ha/ha-ports.ts'
import { movePorts } from '../ha/move-ports.ts'
import { haPorts } from '../rows/ha-port-rows.ts'
import { dropHaStates } from '../ha/ha-states.ts'
import { HA_OWNER } from '../base/port-owners.ts'
import { routerPorts } from '../rows/router-port-rows.ts'
import { couldRun } from './could-run.ts'
import { unsettledHaRouters } from './unsettled-ha-routers.ts'
import { unsettledRouters } from './unsettled-routers.ts'

/** Of HA routers, where there is no limit. */
const ALL = 1_000_000

/** Routers, as they are scheduled onto L3 agents: each is on one, or on several of which one is active, and its ports are on the host of that. */
export class RouterKind implements ScheduledKind {
  readonly name: string = ROUTER_KIND
  readonly agentType: string = L3_AGENT_TYPE
  readonly zonesOf = 'router' as const
  readonly placement: 'load' | 'chance'
  readonly #env: Pick<L3Environment, 'engine' | 'options' | 'work'>

  constructor(env: Pick<L3Environment, 'engine' | 'options' | 'work'>) {
    this.#env = env
    this.placement = env.options.routerScheduler === 'chance' ? 'chance' : 'load'
  }

  async demand(db: Db, routerId: string): Promise<AgentDemand | undefined> {
    const [router] = await loadRouters(db, [routerId])
    if (router === undefined) return undefined
    const { routerAutoSchedule, maxL3AgentsPerRouter } = this.#env.options
    const most = router.ha === null ? 1 : maxL3AgentsPerRouter === 0 ? ALL : maxL3AgentsPerRouter
    return {
      agents: routerAutoSchedule ? most : 0,
      zones: router.availabilityZoneHints,
      accepts: (agent) => couldRun(agent, router),
    }
  }

  unsettled(db: Db): Promise<readonly string[]> {
    return Promise.all([
      unsettledRouters(db, this.#env.options.routerAutoSchedule),
      unsettledHaRouters(db, this.#env.options),
    ]).then((all) => [...new Set(all.flat())])
  }

  /** Those on several hosts stay: another one has taken over. */
  async movable(db: Db, routerIds: readonly string[]): Promise<readonly string[]> {
    if (!this.#env.options.allowAutomaticL3AgentFailover) return []
    return (await loadRouters(db, routerIds)).flatMap(({ id, ha }) => (ha === null ? [id] : []))
  }

  async assigned(tx: Transaction, routerId: string, { added }: AssignedAgents): Promise<void> {
    await publishRouter(this.#env, tx, routerId)
    for (const { host } of added) await publishAssignment(this.#env, tx, host, routerId, true)
    if (added.length > 0) await this.#tellStandby(tx, routerId)
  }

  async unassigned(tx: Transaction, routerId: string, { id, host }: AgentRef, isLast: boolean): Promise<void> {
    await dropHaStates(tx, routerId, id)
    await publishAssignment(this.#env, tx, host, routerId, false)
    await this.#tellStandby(tx, routerId, [host])
    if (!isLast) return
    await withdrawRouter(this.#env, tx, routerId)
    await statusOfAll(this.#env, tx, routerId, 'DOWN')
  }

  async resumed(tx: Transaction, routerIds: readonly string[], { host }: AgentRef, serves: boolean): Promise<void> {
    for (const routerId of routerIds) await publishAssignment(this.#env, tx, host, routerId, serves)
  }

  /** Its ports are where it is active, so that the switch of that host plugs them; each host of several has a port to speak from. */
  async reconcile(routerId: string, agents: readonly Agent[]): Promise<void> {
    const { engine } = this.#env
    await settleHaPorts(this.#env, routerId, agents, (tx, host) =>
      publishAssignment(this.#env, tx, host, routerId, true),
    )
    await movePorts(engine, routerId)
  }

  /** After the commit: it speaks for the router no more. */
  async vacated(routerId: string, { host }: AgentRef): Promise<void> {
    for (const port of await haPorts(this.#env.engine.store.db, routerId))
      if (port.host === host) await removeHaPort(this.#env, routerId, port.portId)
  }

  /** Interfaces are plugged on other hosts than before. */
  async #tellStandby(tx: Transaction, routerId: string, gone: readonly string[] = []): Promise<void> {
    const ports = await routerPorts(tx.db, routerId)
    const plugged = ports.flatMap(({ port_id: id, port_type: type }) => (type === HA_OWNER ? [] : [id]))
    if (plugged.length > 0) await this.#env.engine.publishStandby(tx, plugged, gone)
  }
}

import {
  adminContext,
  type Agent,
  type AgentDemand,
  type AgentRef,
  type AssignedAgents,
  PortNotFoundError,
  type ScheduledKind,
} from '@netloom/core'
import type { Transaction } from '@netloom/core/store'
import { L3_AGENT_TYPE, ROUTER_KIND } from '../../wire/router-topics.ts'
import type { L3Environment } from '../base/l3-environment.ts'
import { publishAssignment, publishRouter, withdrawRouter } from '../items/publish-router.ts'
import { statusOfAll } from '../reports/floating-ip-status.ts'
import { loadRouters } from '../rows/router-rows.ts'
import type { Db } from '../store/tables.ts'
import { couldRun } from './could-run.ts'
import { misplacedPorts, unsettledRouters } from './unsettled-routers.ts'

/** Routers, as they are scheduled onto L3 agents: each is on one, and its ports are on the host of that. */
export class RouterKind implements ScheduledKind {
  readonly name: string = ROUTER_KIND
  readonly agentType: string = L3_AGENT_TYPE
  readonly zonesOf = 'router' as const
  readonly placement: 'load' | 'chance'
  readonly #env: Pick<L3Environment, 'engine' | 'options'>

  constructor(env: Pick<L3Environment, 'engine' | 'options'>) {
    this.#env = env
    this.placement = env.options.routerScheduler === 'chance' ? 'chance' : 'load'
  }

  async demand(db: Db, routerId: string): Promise<AgentDemand | undefined> {
    const [router] = await loadRouters(db, [routerId])
    if (router === undefined) return undefined
    return {
      agents: this.#env.options.routerAutoSchedule ? 1 : 0,
      zones: router.availabilityZoneHints,
      accepts: (agent) => couldRun(agent, router),
    }
  }

  unsettled(db: Db): Promise<readonly string[]> {
    return unsettledRouters(db, this.#env.options.routerAutoSchedule)
  }

  movable(_: Db, routerIds: readonly string[]): Promise<readonly string[]> {
    return Promise.resolve(this.#env.options.allowAutomaticL3AgentFailover ? routerIds : [])
  }

  async assigned(tx: Transaction, routerId: string, { added }: AssignedAgents): Promise<void> {
    await publishRouter(this.#env, tx, routerId)
    for (const { host } of added) await publishAssignment(this.#env, tx, host, routerId, true)
  }

  async unassigned(tx: Transaction, routerId: string, { host }: AgentRef, isLast: boolean): Promise<void> {
    await publishAssignment(this.#env, tx, host, routerId, false)
    if (!isLast) return
    await withdrawRouter(this.#env, tx, routerId)
    await statusOfAll(this.#env, tx, routerId, 'DOWN')
  }

  async resumed(tx: Transaction, routerIds: readonly string[], { host }: AgentRef, serves: boolean): Promise<void> {
    for (const routerId of routerIds) await publishAssignment(this.#env, tx, host, routerId, serves)
  }

  /** Its ports are where it is, so that the switch of that host plugs them. */
  async reconcile(routerId: string, agents: readonly Agent[]): Promise<void> {
    const host = agents[0]?.host
    if (host === undefined) return
    const { engine } = this.#env
    for (const portId of await misplacedPorts(engine.store.db, routerId, host)) {
      try {
        await engine.ports.update(adminContext('', 'req-l3'), portId, { host })
      } catch (error) {
        if (!(error instanceof PortNotFoundError)) throw error
      }
    }
  }
}

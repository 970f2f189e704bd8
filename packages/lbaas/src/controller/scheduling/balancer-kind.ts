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
import { LB_AGENT_TYPE, LOAD_BALANCER_KIND } from '../../wire/load-balancer-topics.ts'
import type { LbEnvironment } from '../base/environment.ts'
import { publishAssignment, publishBalancer, withdrawBalancer } from '../items/publish-balancer.ts'
import { locked, pendingUntil } from '../objects/write-balancer.ts'
import { objectOf } from '../rows/object-rows.ts'
import { type Db, tablesIn } from '../store/tables.ts'
import { becomePending, notDeployed } from './mark-objects.ts'

type Environment = Pick<LbEnvironment, 'engine' | 'options'>

/** Balancers, as they are scheduled onto agents: each is on one, and its VIP's port is on the host of that. */
export class BalancerKind implements ScheduledKind {
  readonly name: string = LOAD_BALANCER_KIND
  readonly agentType: string = LB_AGENT_TYPE
  readonly placement: 'load' | 'chance'

  constructor(private readonly env: Environment) {
    this.placement = env.options.loadbalancerScheduler === 'chance' ? 'chance' : 'load'
  }

  async demand(db: Db, loadBalancerId: string): Promise<AgentDemand | undefined> {
    const row = await tablesIn(db)
      .selectFrom('lb_objects')
      .selectAll()
      .where('id', '=', loadBalancerId)
      .executeTakeFirst()
    const balancer = row === undefined ? undefined : objectOf(row)
    if (balancer?.kind !== 'loadbalancer') return undefined
    const { provider } = balancer.attributes
    return { agents: balancer.vipPortId === null ? 0 : 1, accepts: (agent) => serves(agent, provider) }
  }

  /** Without an agent, or with a port that is elsewhere. */
  async unsettled(db: Db): Promise<readonly string[]> {
    const rows = await tablesIn(db)
      .selectFrom('lb_objects')
      .leftJoin('agent_assignments', (join) =>
        join.onRef('agent_assignments.object_id', '=', 'lb_objects.id').on('kind', '=', LOAD_BALANCER_KIND),
      )
      .leftJoin('agents', 'agents.id', 'agent_assignments.agent_id')
      .leftJoin('port_bindings', 'port_bindings.port_id', 'lb_objects.vip_port_id')
      .select('lb_objects.id')
      .distinct()
      .where('lb_objects.vip_port_id', 'is not', null)
      .where((or) => or.or([or('agents.id', 'is', null), or('port_bindings.host', '!=', or.ref('agents.host'))]))
      .execute()
    return rows.map(({ id }) => id)
  }

  movable(_: Db, ids: readonly string[]): Promise<readonly string[]> {
    return Promise.resolve(this.env.options.allowAutomaticLbaasAgentFailover ? ids : [])
  }

  async assigned(tx: Transaction, loadBalancerId: string, { added }: AssignedAgents): Promise<void> {
    if (added.length > 0) await becomePending(tx.db, loadBalancerId, pendingUntil(this.env))
    const family = await locked(tx.db, loadBalancerId)
    if (family === undefined) return
    await publishBalancer(this.env, tx, family)
    const { provider } = family.loadBalancer.attributes
    for (const { host } of added) await publishAssignment(this.env, tx, host, loadBalancerId, provider)
  }

  async unassigned(tx: Transaction, loadBalancerId: string, { host }: AgentRef, isLast: boolean): Promise<void> {
    await publishAssignment(this.env, tx, host, loadBalancerId, undefined)
    if (!isLast) return
    await withdrawBalancer(this.env, tx, loadBalancerId)
    await notDeployed(tx.db, loadBalancerId)
  }

  async resumed(tx: Transaction, ids: readonly string[], { host }: AgentRef, isServed: boolean): Promise<void> {
    for (const id of ids) {
      const family = await locked(tx.db, id)
      const provider = family?.loadBalancer.attributes.provider
      await publishAssignment(this.env, tx, host, id, isServed ? provider : undefined)
    }
  }

  /** The port is where the balancer is, so that the switch of that host plugs it. */
  async reconcile(loadBalancerId: string, agents: readonly Agent[]): Promise<void> {
    const host = agents[0]?.host
    if (host === undefined) return
    const { engine } = this.env
    const row = await tablesIn(engine.store.db)
      .selectFrom('lb_objects')
      .innerJoin('port_bindings', 'port_bindings.port_id', 'lb_objects.vip_port_id')
      .select('port_bindings.port_id')
      .where('lb_objects.id', '=', loadBalancerId)
      .where('port_bindings.host', '!=', host)
      .executeTakeFirst()
    if (row === undefined) return
    try {
      await engine.ports.update(adminContext('', 'req-lbaas'), row.port_id, { host })
    } catch (error) {
      if (!(error instanceof PortNotFoundError)) throw error
    }
  }
}

/** An agent that does not say what it has, has everything. */
export function serves({ configurations }: Agent, provider: string): boolean {
  const drivers: unknown = configurations['device_drivers'] ?? configurations['deviceDrivers']
  return !Array.isArray(drivers) || drivers.includes(provider)
}

import type { Agent, RequestContext } from '@netloom/core'
import type { LbEnvironment } from '../base/environment.ts'
import { lbErrors } from '../errors/lb-errors.ts'
import { publishBalancer } from '../items/publish-balancer.ts'
import { locked, pendingUntil, visibleFamily } from '../objects/write-balancer.ts'
import { becomePending } from './mark-objects.ts'
import { serves } from './balancer-kind.ts'

/** Which agent has which balancer: `netloom.services.loadBalancerScheduling`. */
export class LoadBalancerSchedulingService {
  constructor(private readonly env: LbEnvironment) {}

  /** Ids of the balancers that an agent has. @throws {AgentNotFoundError} */
  async balancersOf(agentId: string): Promise<readonly string[]> {
    await this.env.engine.agents.get(agentId)
    return this.env.schedule.objectsOf(this.env.engine.store.db, agentId)
  }

  async agentsOf(loadBalancerId: string): Promise<readonly Agent[]> {
    const found = await this.env.schedule.assignments(this.env.engine.store.db, [loadBalancerId])
    return found.map(({ agent }) => agent)
  }

  /** To another agent, where there is one that is alive; else the one that has it does all of it anew. */
  async failover(context: RequestContext, loadBalancerId: string): Promise<void> {
    const { engine, schedule } = this.env
    const family = await visibleFamily(this.env, context, 'loadbalancer', loadBalancerId)
    const { provider } = family.loadBalancer.attributes
    const before = await this.agentsOf(loadBalancerId)
    const others = (await engine.agents.list({ agentType: before[0]?.agentType ?? '' })).filter(
      (agent) =>
        agent.alive && agent.adminStateUp && serves(agent, provider) && !before.some(({ id }) => id === agent.id),
    )
    const counts = await Promise.all(
      others.map(async ({ id }) => (await schedule.objectsOf(engine.store.db, id)).length),
    )
    const next = others[counts.indexOf(Math.min(...counts))]
    if (next === undefined) {
      await this.#again(loadBalancerId)
      return
    }
    for (const agent of before) await schedule.unassign(loadBalancerId, agent)
    await schedule.assign(loadBalancerId, [next])
    schedule.due(loadBalancerId)
  }

  /** Resolves when no balancer waits for its agent. */
  idle(): Promise<void> {
    return this.env.schedule.idle()
  }

  async #again(loadBalancerId: string): Promise<void> {
    await this.env.engine.store.transaction(async (tx) => {
      await becomePending(tx.db, loadBalancerId, pendingUntil(this.env))
      const family = await locked(tx.db, loadBalancerId)
      if (family === undefined) throw lbErrors.notFound('Load Balancer', loadBalancerId)
      const assigned = await this.env.schedule.assignments(tx.db, [loadBalancerId])
      if (assigned.length > 0) await publishBalancer(this.env, tx, family)
    })
    this.env.schedule.due(loadBalancerId)
  }
}

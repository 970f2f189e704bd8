import type { RequestContext } from '@netloom/core'
import type { LbEnvironment } from '../base/environment.ts'
import type { LoadBalancerProvider } from '../base/provider.ts'
import type { Stats } from '../model/lb-object.ts'
import type { Shown } from '../model/shown.ts'
import { show } from '../objects/show.ts'
import { now, visibleFamily } from '../objects/write-balancer.ts'
import { statsOf } from '../statuses/stats.ts'

/** An object that is in ERROR, and why. */
export interface LoadBalancerProblem {
  readonly id: string
  readonly type: string
  readonly cause: string
}

/** What a balancer and its parts do, and what has passed through them: `netloom.services.lbStatuses`. */
export class LoadBalancerStatusService {
  constructor(private readonly env: LbEnvironment) {}

  /** The balancer with all below it. */
  async tree(context: RequestContext, id: string): Promise<Shown<'loadbalancer'>> {
    const family = await visibleFamily(this.env, context, 'loadbalancer', id)
    return show(family.loadBalancer, family, { now: now(this.env), whole: true })
  }

  /** Of all its listeners together. */
  async stats(context: RequestContext, id: string): Promise<Required<Stats>> {
    return statsOf((await visibleFamily(this.env, context, 'loadbalancer', id)).of('listener'))
  }

  async listenerStats(context: RequestContext, id: string): Promise<Required<Stats>> {
    const listener = (await visibleFamily(this.env, context, 'listener', id)).find('listener', id)
    return statsOf(listener === undefined ? [] : [listener])
  }

  /** What of it is in ERROR, and why. */
  async problems(context: RequestContext, id: string): Promise<readonly LoadBalancerProblem[]> {
    const family = await visibleFamily(this.env, context, 'loadbalancer', id)
    const at = now(this.env)
    return family.objects.flatMap((object) => {
      const { statusCause } = show(object, family, { now: at })
      return statusCause === null ? [] : [{ id: object.id, type: object.kind, cause: statusCause }]
    })
  }

  providers(): readonly LoadBalancerProvider[] {
    return this.env.options.providers
  }
}

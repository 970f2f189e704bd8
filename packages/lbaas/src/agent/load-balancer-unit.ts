import type { Desired, RoleContext } from '@netloom/core'
import type { Topic } from '@netloom/core/wire'
import type { LoadBalancerDriver, ObjectStatus, ServedLoadBalancer } from '../wire/load-balancer-driver.ts'
import type { LoadBalancerItem } from '../wire/load-balancer-items.ts'
import { LOAD_BALANCER_KEY } from '../wire/load-balancer-topics.ts'

/** Beginning of a key → list of a served balancer. */
const LISTS = {
  'vip/': 'vips',
  'listener/': 'listeners',
  'pool/': 'pools',
  'member/': 'members',
  'health-monitor/': 'healthMonitors',
  'l7policy/': 'l7Policies',
  'l7rule/': 'l7Rules',
} as const

type ListName = (typeof LISTS)[keyof typeof LISTS]

/** One balancer of this host: its items as the driver has them, and what the driver asks for. */
export class LoadBalancerUnit {
  /** Last bodies that this version could read: a part that it cannot stays as it was. */
  private readonly bodies = new Map<string, { readonly body: unknown; readonly revision: number }>()
  /** Objects → revision that the host had last. */
  private readonly applied = new Map<string, number>()
  private failure: string | undefined
  private extras: ReadonlySet<string> = new Set()

  constructor(
    private readonly context: RoleContext,
    readonly topic: Topic,
    readonly id: string,
    private readonly driver: LoadBalancerDriver,
  ) {}

  /** Follows its items. Returns the keys whose wanted state changed. */
  follow(): readonly string[] {
    const { view, table, logger } = this.context
    const keys = new Set(view.keys(this.topic))
    for (const key of this.bodies.keys()) if (!keys.has(key)) this.bodies.delete(key)
    for (const key of keys) {
      const item = view.item(this.topic, key)
      if (item?.body !== undefined) this.bodies.set(key, { body: item.body, revision: item.revision })
    }
    try {
      const rendered = this.rendered()
      this.failure = undefined
      return table.set(this.topic, rendered)
    } catch (error) {
      this.failure = error instanceof Error ? error.message : String(error)
      logger.error({ err: error, loadBalancer: this.id }, 'load balancer cannot be rendered; keeping what it had')
      return []
    }
  }

  drop(): readonly string[] {
    return this.context.table.drop(this.topic)
  }

  /** Ids of its objects that are reported for: all but VIPs, which are ports. */
  ids(): readonly string[] {
    return [...this.revisions().keys()]
  }

  /** Revision of each object's item. */
  revisions(): ReadonlyMap<string, number> {
    return new Map(
      [...this.bodies]
        .filter(([key]) => !key.startsWith('vip/'))
        .map(([key, { revision }]) => [key === LOAD_BALANCER_KEY ? this.id : (key.split('/')[1] ?? ''), revision]),
    )
  }

  /** Remembers what the host has, once it has all. */
  settle(): 'up' | 'building' | { readonly error: string } {
    const { table, failure } = this.context
    if (this.failure !== undefined) return { error: this.failure }
    const wrong = table.keysOf(this.topic).filter((key) => !this.extras.has(key) && !table.isRight(key))
    if (wrong.length > 0) {
      const error = wrong.map((key) => failure(key)).find((text) => text !== undefined)
      return error === undefined ? 'building' : { error }
    }
    this.applied.clear()
    for (const [id, revision] of this.revisions()) this.applied.set(id, revision)
    return 'up'
  }

  /** Whether the host has the newest of an object. */
  hasApplied(id: string): boolean {
    const revision = this.revisions().get(id)
    return revision !== undefined && this.applied.get(id) === revision
  }

  status(id: string): ObjectStatus {
    return this.driver.status?.(this.id, id) ?? {}
  }

  private rendered(): readonly Desired[] {
    const { table } = this.context
    const own = this.bodies.get(LOAD_BALANCER_KEY)
    if (own === undefined) return []
    const rendered = this.driver.loadBalancer(this.served(own.body as LoadBalancerItem))
    this.extras = new Set(rendered.flatMap(({ state, isExtra }) => (isExtra === true ? [table.keyOf(state)] : [])))
    const object = `loadbalancer/${this.id}`
    return rendered.map(({ state, rule }) => ({ state, cause: { object, revision: own.revision, rule } }))
  }

  private served(loadBalancer: LoadBalancerItem): ServedLoadBalancer {
    const lists: Record<ListName, unknown[]> = {
      ...{ vips: [], listeners: [], pools: [], members: [], healthMonitors: [], l7Policies: [], l7Rules: [] },
    }
    for (const [key, { body }] of this.bodies) {
      const prefix = key.slice(0, key.indexOf('/') + 1)
      if (prefix in LISTS) lists[LISTS[prefix as keyof typeof LISTS]].push(body)
    }
    // Judged by the schema of each key before they got here.
    return { loadBalancer, ...lists } as unknown as ServedLoadBalancer
  }
}

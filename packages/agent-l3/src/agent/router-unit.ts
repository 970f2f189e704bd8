import type { Desired, Rendered, RoleContext } from '@netloom/core'
import type { Topic } from '@netloom/core/wire'
import type { L3Options } from '../render/l3-options.ts'
import { renderFloatingIp } from '../render/render-floating-ip.ts'
import { renderPortForwarding } from '../render/render-port-forwarding.ts'
import { renderRouter } from '../render/render-router.ts'
import { renderRoutes } from '../render/router-routes.ts'
import type { TracedRouter } from '../trace/traced-router.ts'
import { isActive, servedRouter, type ServedRouter } from '../render/served-router.ts'
import { assignmentKey, l3Topic, ROUTER_KEY } from '../wire/router-topics.ts'
import type { RouterAssignmentItem } from '../wire/router-items.ts'
import type { HaStates } from './vrrp/ha-states.ts'
import { floatingIpOf, isSingle, RouterItems } from './router-items.ts'

/** Separates a router's topic from the key of an item in the name of a unit; neither has a blank. */
const BLANK = ' '

/** One router of this host, and what it asks for: itself as one unit, each floating IP and forwarding as a unit of its own. */
export class RouterUnit {
  private served: ServedRouter | undefined
  private readonly items: RouterItems
  /** Keys that nobody waits for. */
  private extras: ReadonlySet<string> = new Set()
  /** Items that have units of their own → floating IP that each is of. */
  private readonly singles = new Map<string, string>()

  constructor(
    private readonly context: RoleContext,
    readonly topic: Topic,
    readonly routerId: string,
    private readonly options: L3Options,
    private readonly states: HaStates,
  ) {
    this.items = new RouterItems(context.view, topic)
  }

  /** Unit of an item; without one, of the router itself. */
  unit(key?: string): string {
    return key === undefined ? this.topic : `${this.topic}${BLANK}${key}`
  }

  /** Floating IP of an item. */
  floatingIpOf(key: string): string | undefined {
    return this.singles.get(key)
  }

  /** Its floating IPs, each once. */
  floatingIps(): ReadonlySet<string> {
    return new Set(this.singles.values())
  }

  /** Items of a floating IP: its own, or its forwardings'. */
  keysOf(floatingIp: string): readonly string[] {
    const own = `floating-ip/${floatingIp}`
    if (this.singles.has(own)) return [own]
    return [...this.singles].flatMap(([key, id]) => (id === floatingIp ? [key] : []))
  }

  /** Follows the items that changed. Returns the keys whose wanted state changed. */
  follow(touched: ReadonlySet<string>): readonly string[] {
    if (this.items.isUnreadable) return []
    const keys: string[] = []
    const due = new Set([...touched].filter(isSingle))
    if ([...touched].some((key) => !isSingle(key)) || this.served === undefined) {
      const before = this.wayOut()
      keys.push(...this.followRouter())
      // What leads to single addresses depends on the way out alone, and on whether it is here.
      if (this.wayOut() !== before) for (const key of [...this.items.singleKeys(), ...this.singles.keys()]) due.add(key)
    }
    for (const key of due) keys.push(...this.followSingle(key))
    return keys
  }

  /** Wants nothing any more. */
  drop(): readonly string[] {
    const { table } = this.context
    const keys = [...this.singles.keys()].flatMap((key) => table.drop(this.unit(key)))
    this.singles.clear()
    return [...keys, ...table.drop(this.unit())]
  }

  /** What is wrong with a unit beside its states: they are not rendered at all. */
  obstacle(key: string): string | undefined {
    if (this.served === undefined) return undefined
    const item = this.items.single(key)
    const { gateway } = this.served
    if (item === undefined || this.context.table.keysOf(this.unit(key)).length > 0) return undefined
    if (gateway === undefined) return 'the router has no gateway on this host'
    return item.kind === 'floating-ip'
      ? `the router’s gateway is on network ${gateway.networkId}, not on ${item.body.networkId}`
      : `protocol ${item.body.protocol} has no ports`
  }

  /** Keys of a unit that its state waits for. */
  awaitedKeys(unit: string): readonly string[] {
    return this.context.table.keysOf(unit).filter((key) => !this.extras.has(key))
  }

  /** Whether this host has anything of it to do. */
  get isServed(): boolean {
    return this.served !== undefined
  }

  /** Whether an interface of it has the port. */
  hasPort(portId: string): boolean {
    return this.items.interfaces().some((one) => one.portId === portId)
  }

  /** What a trace looks at. */
  traced(): TracedRouter {
    const { items, served } = this
    return {
      routerId: this.routerId,
      revision: items.revision(ROUTER_KEY),
      adminStateUp: items.router()?.adminStateUp ?? false,
      interfaces: items.interfaces(),
      served,
      routes: served === undefined ? [] : renderRoutes(served, this.options),
      ...(this.options.metadata !== undefined && { metadata: this.options.metadata }),
      singles: items.singleKeys().flatMap((key) => {
        const item = items.single(key)
        return item === undefined ? [] : [{ ...item, key, revision: items.revision(key) }]
      }),
      inForce: (key) => this.inForce(this.unit(key)),
    }
  }

  private inForce(unit: string): ReturnType<TracedRouter['inForce']> {
    const { table, failure } = this.context
    const keys = this.awaitedKeys(unit)
    const missing = keys.find((key) => !table.isRight(key))
    if (missing === undefined) return { keys }
    return { keys, problem: `${missing} is not as wanted: ${failure(missing) ?? 'the host has not been changed yet'}` }
  }

  /** Whether several hosts have it. */
  get isHa(): boolean {
    return this.served?.ha !== undefined
  }

  /** Whether its addresses are here. */
  get isActive(): boolean {
    return this.served !== undefined && isActive(this.served)
  }

  private wayOut(): string {
    return JSON.stringify([this.served?.gateway, this.isActive])
  }

  private part(): RouterAssignmentItem['ha'] {
    const { view, host } = this.context
    return (view.item(l3Topic(host), assignmentKey(this.routerId))?.body as RouterAssignmentItem | undefined)?.ha
  }

  private followRouter(): readonly string[] {
    const router = this.items.router()
    this.served =
      router === undefined
        ? undefined
        : servedRouter(
            router,
            {
              ...{ interfaces: this.items.interfaces(), helpers: this.items.helpers() },
              ...{ part: this.part(), isActive: this.states.isActive(this.routerId) },
            },
            this.context.host,
            this.options,
          )
    return this.set(undefined, () => (this.served === undefined ? [] : renderRouter(this.served, this.options)))
  }

  private followSingle(key: string): readonly string[] {
    const item = this.items.single(key)
    if (item === undefined) {
      this.singles.delete(key)
      return this.context.table.drop(this.unit(key))
    }
    this.singles.set(key, floatingIpOf(item))
    return this.set(key, () => {
      if (this.served === undefined) return []
      return item.kind === 'floating-ip'
        ? renderFloatingIp(this.served, item.body)
        : renderPortForwarding(this.served, item.body)
    })
  }

  private set(key: string | undefined, render: () => readonly Rendered[]): readonly string[] {
    const object = key ?? `router/${this.routerId}`
    const revision = this.items.revision(key ?? ROUTER_KEY)
    try {
      const rendered = render()
      const desired = rendered.map(({ state, rule }): Desired => ({ state, cause: { object, revision, rule } }))
      if (key === undefined)
        this.extras = new Set(
          rendered.flatMap(({ state, isExtra }) => (isExtra === true ? [this.context.table.keyOf(state)] : [])),
        )
      return this.context.table.set(this.unit(key), desired)
    } catch (error) {
      this.context.logger.error({ err: error, object }, 'the renderer failed on an item; keeping what it had')
      return []
    }
  }
}

import {
  type AgentRole,
  ownershipMark,
  type PassageAnswer,
  type PassageQuestion,
  payloadsOf,
  type RoleContext,
  type RoleDescription,
  type Synced,
} from '@netloom/core'
import type { PortReport, Topic } from '@netloom/core/wire'
import { type RouterFilter, renderRouter } from '../render/render-router.ts'
import type { FilteredPortItem, PolicyItem, RouterFilterItem, RuleItem } from '../wire/firewall-items.ts'
import {
  FILTER_KEY,
  FIREWALL_AGENT_TYPE,
  FIREWALL_ENTITY,
  firewallRouterTopic,
  firewallTopic,
  firewallTopics,
} from '../wire/firewall-topics.ts'
import { NO_NAMESPACE } from './router-filter-kind.ts'
import { traceFilter } from './trace-filter.ts'

/** The firewall agent of one host: of each router that the controller names, one table. */
export const firewallRole = (agent: string): RoleDescription => ({
  agentType: FIREWALL_AGENT_TYPE,
  binary: 'netloom-firewall-agent',
  configurations: {},
  payload: payloadsOf(firewallTopics()),
  create: (context) => new FirewallRole(context, agent),
})

class FirewallRole implements AgentRole {
  readonly root: Topic
  readonly entity = FIREWALL_ENTITY
  /** Routers that are ours, by their topics. */
  private readonly routers = new Map<Topic, string>()
  /** Token of each topic as it was last. */
  private readonly tokens = new Map<Topic, string>()
  /** Topic of each token that is reported. */
  private readonly topicOf = new Map<string, Topic>()
  /** What the controller has been told, by token. */
  private readonly told = new Map<string, string>()
  /** What was rendered last, by item key: a part that this version cannot read stays as it was. */
  private readonly bodies = new Map<Topic, ReadonlyMap<string, unknown>>()

  constructor(
    private readonly context: RoleContext,
    private readonly agent: string,
  ) {
    this.root = firewallTopic(context.host)
  }

  base(): readonly string[] {
    return []
  }

  topics(): readonly Topic[] {
    return [...this.routers.keys()]
  }

  includes(topic: Topic): boolean {
    return this.routers.has(topic)
  }

  sync(items: ReadonlyMap<Topic, ReadonlySet<string>>): Synced {
    const keys = new Set<string>()
    const changed = new Set<string>()
    const { begin, end } = this.follow(items.get(this.root) ?? [])
    for (const topic of end) {
      for (const key of this.context.table.drop(topic)) keys.add(key)
      this.context.view.drop(topic)
      this.bodies.delete(topic)
      this.forget(topic)
    }
    for (const [topic, touched] of items) {
      if (!this.routers.has(topic)) continue
      for (const key of this.render(topic)) keys.add(key)
      if (!touched.has(FILTER_KEY)) continue
      this.forget(topic)
      const token = this.tokenOf(topic)
      if (token === undefined) continue
      this.tokens.set(topic, token)
      this.topicOf.set(token, topic)
      changed.add(token)
    }
    return { keys, ports: changed, changedPorts: changed, begin, end }
  }

  *portsOf(keys: ReadonlySet<string>): Iterable<string> {
    for (const topic of new Set([...keys].flatMap((key) => this.context.table.unitsOf(key)))) {
      const token = this.tokenOf(topic)
      if (token !== undefined) yield token
    }
  }

  portOfDevice(): undefined {
    return undefined
  }

  changedReports(tokens: Iterable<string>, changed: ReadonlySet<string> = new Set()): readonly PortReport[] {
    return [...new Set(tokens)].flatMap((token) => {
      const report = this.report(this.topicOf.get(token) ?? '')
      const text = JSON.stringify(report)
      if (report?.portId !== token || (!changed.has(token) && this.told.get(token) === text)) return []
      this.told.set(token, text)
      return [report]
    })
  }

  readyPorts(): readonly string[] {
    return this.allReports().flatMap(({ portId, state }) => (state === 'up' ? [portId] : []))
  }

  allReports(): readonly PortReport[] {
    return [...this.routers.keys()].flatMap((topic) => this.report(topic) ?? [])
  }

  tracePassage(question: PassageQuestion): PassageAnswer {
    const { view, table, failure } = this.context
    const none: PassageAnswer = { hops: [], next: { kind: 'none' } }
    if (question.leg !== 'forward') return none
    const { passage } = question
    const [topic, routerId] = [...this.routers].find(([, id]) => passage.object === `router/${id}`) ?? []
    if (topic === undefined || routerId === undefined || view.item(topic, FILTER_KEY) === undefined) return none
    const keys = table.keysOf(topic)
    const missing = keys.find((key) => !table.isRight(key))
    return traceFilter(passage, {
      ...this.filterOf(topic, routerId),
      revisionOf: (key) => view.item(topic, key)?.revision ?? 0,
      inForce: {
        keys,
        ...(missing !== undefined && {
          problem: `${missing} is not as wanted: ${failure(missing) ?? 'the host has not been changed yet'}`,
        }),
      },
    })
  }

  private report(topic: Topic): PortReport | undefined {
    const { table, failure } = this.context
    const portId = this.tokenOf(topic)
    if (portId === undefined) return undefined
    const keys = table.keysOf(topic)
    const error = keys.map(failure).find((text) => text !== undefined)
    if (error !== undefined && !error.includes(NO_NAMESPACE)) return { portId, state: 'down', error }
    return { portId, state: keys.length > 0 && keys.every((key) => table.isRight(key)) ? 'up' : 'building' }
  }

  private forget(topic: Topic): void {
    const token = this.tokens.get(topic)
    this.tokens.delete(topic)
    if (token === undefined) return
    this.topicOf.delete(token)
    this.told.delete(token)
  }

  private tokenOf(topic: string): string | undefined {
    return (this.context.view.item(topic, FILTER_KEY)?.body as RouterFilterItem | undefined)?.token
  }

  private follow(touched: Iterable<string>): Pick<Synced, 'begin' | 'end'> {
    const begin: Topic[] = []
    const end: Topic[] = []
    for (const key of touched) {
      const item = this.context.view.item(this.root, key)
      // An item that this version cannot read says nothing about leaving.
      if (!key.startsWith('router/') || (item !== undefined && item.body === undefined)) continue
      const routerId = key.slice('router/'.length)
      const topic = firewallRouterTopic(routerId)
      if (item === undefined && this.routers.delete(topic)) end.push(topic)
      if (item !== undefined && !this.routers.has(topic)) {
        this.routers.set(topic, routerId)
        begin.push(topic)
      }
    }
    return { begin, end }
  }

  private render(topic: Topic): readonly string[] {
    const { view, table } = this.context
    const routerId = this.routers.get(topic)
    const item = view.item(topic, FILTER_KEY)
    // A filter that this version cannot read keeps what it has.
    if (routerId === undefined || (item !== undefined && item.body === undefined)) return []
    if (item === undefined) return table.set(topic, [])
    const object = `router/${routerId}`
    const state = renderRouter(this.filterOf(topic, routerId), ownershipMark(this.agent, object))
    return table.set(topic, [{ state, cause: { object, revision: item.revision, rule: 'firewalls of its ports' } }])
  }

  private filterOf(topic: Topic, routerId: string): RouterFilter {
    const ports: FilteredPortItem[] = []
    const policies = new Map<string, PolicyItem>()
    const rules = new Map<string, RuleItem>()
    for (const [key, body] of this.bodiesOf(topic)) {
      if (key.startsWith('port/')) ports.push(body as FilteredPortItem)
      if (key.startsWith('policy/')) policies.set(key.slice('policy/'.length), body as PolicyItem)
      if (key.startsWith('rule/')) rules.set(key.slice('rule/'.length), body as RuleItem)
    }
    ports.sort((a, b) => (a.portId < b.portId ? -1 : 1))
    return { routerId, ports, policies, rules }
  }

  private bodiesOf(topic: Topic): ReadonlyMap<string, unknown> {
    const { view } = this.context
    const before = this.bodies.get(topic)
    const bodies = new Map<string, unknown>()
    for (const key of view.keys(topic)) {
      const body = view.item(topic, key)?.body ?? before?.get(key)
      if (body !== undefined) bodies.set(key, body)
    }
    this.bodies.set(topic, bodies)
    return bodies
  }
}

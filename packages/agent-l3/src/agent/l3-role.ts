import type { AgentRole, PassageAnswer, PassageQuestion, RoleContext, RoleDescription, Synced } from '@netloom/core'
import { changedAssignments } from '@netloom/core/kit'
import type { PortReport, Topic } from '@netloom/core/wire'
import type { L3Options } from '../render/l3-options.ts'
import { haReportId, L3_AGENT_TYPE, L3_ENTITY, l3Topic, ROUTER_KEY, routerTopic } from '../wire/router-topics.ts'
import { l3Payload } from './l3-payload.ts'
import { isSingle } from './router-items.ts'
import { type Found, RouterReports } from './router-reports.ts'
import { RouterUnit } from './router-unit.ts'
import { tracePassage } from './trace-passage.ts'
import { HaStates } from './vrrp/ha-states.ts'

const ASSIGNMENT = 'router/'

export interface HaParts {
  /** Shared with the kinds of the host; absent = it is never active. */
  readonly states?: HaStates
  /** Whether this host can have routers that others have, too. */
  readonly haRouters?: boolean
}

/** The L3 agent: the routers that the controller has given to this host. */
export function l3Role(options: L3Options = {}, { states, haRouters = false }: HaParts = {}): RoleDescription {
  return {
    agentType: L3_AGENT_TYPE,
    binary: 'netloom-l3-agent',
    configurations: {
      ...{ agentMode: 'legacy', handleInternalOnlyRouters: options.internalOnlyRouters ?? true, haRouters },
    },
    payload: l3Payload,
    create: (context) => new L3Role(context, options, states ?? new HaStates()),
  }
}

class L3Role implements AgentRole {
  readonly root: Topic
  readonly entity = L3_ENTITY
  private readonly routers = new Map<Topic, RouterUnit>()
  /** Router topic of each floating IP, by its id. */
  private readonly floatingIps = new Map<string, Topic>()
  private readonly reports: RouterReports

  constructor(
    private readonly context: RoleContext,
    private readonly options: L3Options,
    private readonly states: HaStates,
  ) {
    this.root = l3Topic(context.host)
    this.reports = new RouterReports(context, (id) => this.find(id))
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
    const ports = new Set<string>()
    const changedPorts = new Set<string>()
    const { begin, ended } = this.followAssignments(items.get(this.root) ?? [])
    for (const router of this.changedParts(items)) {
      for (const key of router.follow(new Set([ROUTER_KEY]))) keys.add(key)
      for (const id of this.idsOf(router)) ports.add(id)
    }
    for (const router of ended) {
      for (const id of this.idsOf(router)) ports.add(id)
      for (const key of router.drop()) keys.add(key)
      for (const [id, topic] of this.floatingIps) if (topic === router.topic) this.floatingIps.delete(id)
      this.context.view.drop(router.topic)
    }
    for (const [topic, touched] of items) {
      const router = this.routers.get(topic)
      if (router === undefined) continue
      const before = [...touched].flatMap((key) => router.floatingIpOf(key) ?? [])
      for (const key of router.follow(touched)) keys.add(key)
      if (touched.has('router')) changedPorts.add(router.routerId)
      const after = [...touched].flatMap((key) => router.floatingIpOf(key) ?? [])
      for (const id of [...before, ...after]) this.noteFloatingIp(router, id, changedPorts)
      // Of what is rendered by itself nothing else changes.
      if (![...touched].every(isSingle)) for (const id of this.idsOf(router)) ports.add(id)
    }
    for (const id of changedPorts) ports.add(id)
    return { keys, ports, changedPorts, begin, end: ended.map(({ topic }) => topic) }
  }

  *portsOf(keys: ReadonlySet<string>): Iterable<string> {
    const whole = new Set<RouterUnit>()
    for (const unit of new Set([...keys].flatMap((key) => this.context.table.unitsOf(key)))) {
      const [topic, item] = unit.split(' ') as [Topic, string?]
      const router = this.routers.get(topic)
      const id = item === undefined ? undefined : router?.floatingIpOf(item)
      if (id !== undefined) yield id
      else if (router !== undefined && item === undefined) whole.add(router)
    }
    for (const router of whole) yield* this.idsOf(router)
  }

  portOfDevice(): undefined {
    return undefined
  }

  changedReports(ids: Iterable<string>, changedIds?: ReadonlySet<string>): readonly PortReport[] {
    return this.reports.changed(ids, changedIds)
  }

  readyPorts(): readonly string[] {
    return this.reports.ready()
  }

  allReports(): readonly PortReport[] {
    return this.reports.all()
  }

  tracePassage(question: PassageQuestion): PassageAnswer {
    return tracePassage(question, this.routers.values())
  }

  /** Routers of which the kernel says that this host's part is another now, or the controller. */
  private *changedParts(items: ReadonlyMap<Topic, ReadonlySet<string>>): Iterable<RouterUnit> {
    const ids = new Set(this.states.takeChanged())
    for (const key of items.get(this.root) ?? []) if (key.startsWith(ASSIGNMENT)) ids.add(key.slice(ASSIGNMENT.length))
    for (const id of ids) {
      const router = this.routers.get(routerTopic(id))
      if (router !== undefined) yield router
    }
  }

  private noteFloatingIp(router: RouterUnit, id: string, changed: Set<string>): void {
    changed.add(id)
    if (router.keysOf(id).length > 0) this.floatingIps.set(id, router.topic)
    else if (this.floatingIps.get(id) === router.topic) this.floatingIps.delete(id)
  }

  /** Ids that it reports for. */
  private idsOf(router: RouterUnit): readonly string[] {
    return [haReportId(router.routerId), router.routerId, ...router.floatingIps()]
  }

  private find(id: string): Found | undefined {
    const ofHa = this.routers.get(routerTopic(id.slice(haReportId('').length)))
    if (ofHa !== undefined && id === haReportId(ofHa.routerId)) return { router: ofHa, isOfHa: true }
    const own = this.routers.get(routerTopic(id))
    if (own !== undefined) return { router: own }
    const router = this.routers.get(this.floatingIps.get(id) ?? this.root)
    return router === undefined ? undefined : { router, keys: router.keysOf(id) }
  }

  private followAssignments(touched: Iterable<string>): {
    readonly begin: readonly Topic[]
    readonly ended: readonly RouterUnit[]
  } {
    const begin: Topic[] = []
    const ended: RouterUnit[] = []
    for (const { id, item } of changedAssignments(this.context.view, this.root, ASSIGNMENT, touched)) {
      const topic = routerTopic(id)
      const router = this.routers.get(topic)
      if (item === undefined && router !== undefined) {
        this.routers.delete(topic)
        ended.push(router)
      }
      if (item !== undefined && router === undefined) {
        this.routers.set(topic, new RouterUnit(this.context, topic, id, this.options, this.states))
        begin.push(topic)
      }
    }
    return { begin, ended }
  }
}

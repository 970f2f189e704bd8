import type { AgentRole, RoleContext, RoleDescription, Synced } from '@netloom/core'
import { changedAssignments } from '@netloom/core/kit'
import type { PortReport, Topic } from '@netloom/core/wire'
import type { LoadBalancerDriver } from '../wire/load-balancer-driver.ts'
import type { LoadBalancerAssignmentItem } from '../wire/load-balancer-items.ts'
import { LB_AGENT_TYPE, LB_ENTITY, lbTopic, loadBalancerTopic } from '../wire/load-balancer-topics.ts'
import { loadBalancerPayload } from './load-balancer-payload.ts'
import { LoadBalancerReports } from './load-balancer-reports.ts'
import { LoadBalancerUnit } from './load-balancer-unit.ts'

const ASSIGNMENT = 'loadbalancer/'

/** The load-balancer agent: the balancers that the controller has given to this host, each by the driver of its provider. */
export function loadBalancerRole(drivers: readonly LoadBalancerDriver[]): RoleDescription {
  return {
    agentType: LB_AGENT_TYPE,
    binary: 'netloom-lbaas-agent',
    configurations: {
      ...Object.fromEntries(drivers.flatMap(({ configurations = {} }) => Object.entries(configurations))),
      device_drivers: drivers.map(({ name }) => name),
    },
    payload: loadBalancerPayload,
    create: (context) => new LoadBalancerRole(context, drivers),
  }
}

class LoadBalancerRole implements AgentRole {
  readonly root: Topic
  readonly entity = LB_ENTITY
  private readonly balancers = new Map<Topic, LoadBalancerUnit>()
  /** Balancer of each object. */
  private readonly objects = new Map<string, LoadBalancerUnit>()
  private readonly reports = new LoadBalancerReports((id) => this.objects.get(id))

  constructor(
    private readonly context: RoleContext,
    private readonly drivers: readonly LoadBalancerDriver[],
  ) {
    this.root = lbTopic(context.host)
  }

  base(): readonly string[] {
    return []
  }

  topics(): readonly Topic[] {
    return [...this.balancers.keys()]
  }

  includes(topic: Topic): boolean {
    return this.balancers.has(topic)
  }

  sync(items: ReadonlyMap<Topic, ReadonlySet<string>>): Synced {
    const keys = new Set<string>()
    const ports = new Set<string>()
    const changedPorts = new Set<string>()
    const { begin, ended } = this.followAssignments(items.get(this.root) ?? [])
    for (const unit of ended) {
      for (const id of this.forget(unit)) ports.add(id)
      for (const key of unit.drop()) keys.add(key)
      this.context.view.drop(unit.topic)
    }
    for (const [topic, touched] of items) {
      const unit = this.balancers.get(topic)
      if (unit === undefined) continue
      for (const id of this.forget(unit)) ports.add(id)
      for (const key of unit.follow()) keys.add(key)
      for (const id of unit.ids()) {
        this.objects.set(id, unit)
        ports.add(id)
      }
      for (const key of touched) changedPorts.add(key.split('/')[1] ?? unit.id)
    }
    return { keys, ports, changedPorts, begin, end: ended.map(({ topic }) => topic) }
  }

  *portsOf(keys: ReadonlySet<string>): Iterable<string> {
    const units = new Set([...keys].flatMap((key) => this.context.table.unitsOf(key)))
    for (const unit of units) yield* this.balancers.get(unit)?.ids() ?? []
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

  watch(news: (ids: Iterable<string>) => void): () => void {
    const stops = this.drivers.map((driver) =>
      driver.watch?.((_, ids) => {
        news(ids)
      }),
    )
    return () => {
      for (const stop of stops) stop?.()
    }
  }

  private forget(unit: LoadBalancerUnit): readonly string[] {
    const ids = [...this.objects].flatMap(([id, owner]) => (owner === unit ? [id] : []))
    for (const id of ids) this.objects.delete(id)
    return ids
  }

  private followAssignments(touched: Iterable<string>): {
    readonly begin: readonly Topic[]
    readonly ended: readonly LoadBalancerUnit[]
  } {
    const begin: Topic[] = []
    const ended: LoadBalancerUnit[] = []
    for (const { id, item } of changedAssignments(this.context.view, this.root, ASSIGNMENT, touched)) {
      const topic = loadBalancerTopic(id)
      const unit = this.balancers.get(topic)
      if (item === undefined && unit !== undefined) {
        this.balancers.delete(topic)
        ended.push(unit)
      }
      if (item === undefined || unit !== undefined) continue
      const driver = this.driverOf(id, item.body as LoadBalancerAssignmentItem)
      if (driver === undefined) continue
      this.balancers.set(topic, new LoadBalancerUnit(this.context, topic, id, driver))
      begin.push(topic)
    }
    return { begin, ended }
  }

  private driverOf(loadBalancerId: string, { provider }: LoadBalancerAssignmentItem): LoadBalancerDriver | undefined {
    const found = this.drivers.find(({ name }) => name === provider)
    const known = this.drivers.map(({ name }) => name)
    if (found === undefined)
      this.context.logger.error({ loadBalancerId, provider, known }, 'no driver for the provider of a load balancer')
    return found
  }
}

import type { DesiredTable } from './desired/desired-table.ts'
import { hostTopic, NETWORK_KEY, networkTopic, portKey, type Topic } from '@netloom/core/wire'
import type { Synced } from '@netloom/core'
import type { GroupInterest } from './group-interest.ts'
import type { GroupSync } from './group-sync.ts'
import type { BoundSegments } from './bound-segments.ts'
import type { Interest } from './interest.ts'
import type { ItemRenderer } from './item-renderer.ts'
import { ownPort } from './items/own-port.ts'
import { BASE_UNIT, networkIdOf, portIdOf, unitOf } from './unit-names.ts'
import type { View } from './view.ts'

const NOTHING: ReadonlySet<string> = new Set()

interface Followed {
  readonly begin: readonly Topic[]
  readonly end: readonly Topic[]
  /** Topics of networks that have other segments here than before. */
  readonly resegmented: ReadonlySet<Topic>
}

export interface UnitSyncParts {
  readonly view: View
  readonly table: DesiredTable
  readonly renderer: ItemRenderer
  readonly interest: Interest
  readonly segments: BoundSegments
  readonly groups: GroupSync
  readonly groupInterest: GroupInterest
  readonly host: string
}

/** Makes the desired table follow the view, for the items that changed and those that depend on them. */
export class UnitSync {
  private readonly hostTopic: Topic

  constructor(private readonly parts: UnitSyncParts) {
    this.hostTopic = hostTopic(parts.host)
  }

  /** What the host needs before any item. Returns the keys. */
  base(): readonly string[] {
    return this.parts.table.set(BASE_UNIT, this.parts.renderer.base(this.parts.host))
  }

  sync(items: ReadonlyMap<Topic, ReadonlySet<string>>): Synced {
    const keys = new Set<string>()
    const networks = this.followPorts(items.get(this.hostTopic) ?? [])
    const { resegmented } = networks
    this.parts.groups.items(items)
    const groups = this.parts.groupInterest.settle()
    const begin = [...networks.begin, ...groups.begin]
    const end = [...networks.end, ...groups.end]
    for (const topic of end) this.forget(topic, items.get(topic) ?? [], keys)
    const ports = new Set([...(items.get(this.hostTopic) ?? []), ...groups.released.map(portKey)])
    for (const topic of new Set([...items.keys(), ...resegmented])) {
      if (topic === this.hostTopic || !this.includes(topic)) continue
      const touched = items.get(topic) ?? NOTHING
      const networkChanged = touched.has(NETWORK_KEY) || resegmented.has(topic)
      for (const key of networkChanged ? new Set([...this.parts.view.keys(topic), ...touched]) : touched)
        this.render(topic, key, keys)
      if (networkChanged)
        for (const port of this.parts.interest.portsOf(networkIdOf(topic) ?? '')) ports.add(portKey(port))
    }
    for (const key of ports) this.renderPort(key, keys)
    return { keys, begin, end, ports: portIds(ports), changedPorts: portIds(items.get(this.hostTopic) ?? []) }
  }

  /** Arrivals before departures: a network that changes its last port for another one is not torn down in between. */
  private followPorts(touched: Iterable<string>): Followed {
    const moves = [...touched].flatMap((key) => {
      const portId = portIdOf(key)
      const item = this.parts.view.item(this.hostTopic, key)
      // An unusable body says nothing about the network: the port stays where it was.
      if (portId === undefined || (item !== undefined && item.body === undefined)) return []
      const port = ownPort(item?.body, this.parts.renderer.agentType)
      return [{ portId, port, networkId: port?.networkId }]
    })
    moves.sort((a, b) => Number(a.networkId === undefined) - Number(b.networkId === undefined))
    const begin = new Set<Topic>()
    const end = new Set<Topic>()
    const resegmented = new Set<Topic>()
    for (const { portId, port, networkId } of moves) {
      for (const network of this.parts.segments.move(portId, port)) resegmented.add(networkTopic(network))
      this.parts.groups.port(portId, port)
      const step = this.parts.interest.move(portId, networkId)
      for (const topic of step.begin) begin.add(topic)
      for (const topic of step.end) end.add(topic)
    }
    // A network that is not in the view yet has nothing to render again.
    for (const topic of resegmented)
      if (this.parts.view.item(topic, NETWORK_KEY) === undefined) resegmented.delete(topic)
    return { begin: [...begin].filter((topic) => !end.has(topic)), end: [...end], resegmented }
  }

  private includes(topic: Topic): boolean {
    return this.parts.interest.includes(topic) || this.parts.groupInterest.includes(topic)
  }

  /** A port whose filter is not known yet is not wired, and keeps what it had if it was. */
  private renderPort(key: string, keys: Set<string>): void {
    if (!this.parts.groupInterest.isWaiting(portIdOf(key) ?? '')) this.render(this.hostTopic, key, keys)
  }

  private forget(topic: Topic, touched: Iterable<string>, keys: Set<string>): void {
    // Items that left the view in this very turn are in `touched` only; what they had rendered is still there.
    for (const key of new Set([...this.parts.view.keys(topic), ...touched, NETWORK_KEY])) {
      for (const dropped of this.parts.table.drop(unitOf(topic, key))) keys.add(dropped)
    }
    this.parts.view.drop(topic)
  }

  private render(topic: Topic, key: string, keys: Set<string>): void {
    const desired = this.parts.renderer.render(topic, key)
    if (desired === undefined) return
    for (const touched of this.parts.table.set(unitOf(topic, key), desired)) keys.add(touched)
  }
}

const portIds = (keys: Iterable<string>): ReadonlySet<string> =>
  new Set([...keys].flatMap((key) => portIdOf(key) ?? []))

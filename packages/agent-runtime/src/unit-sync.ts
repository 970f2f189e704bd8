import type { DesiredTable } from './desired/desired-table.ts'
import { hostTopic, NETWORK_KEY, networkTopic, portKey, type Topic } from '@netloom/core/wire'
import type { Synced } from '@netloom/core'
import type { BoundSegments } from './bound-segments.ts'
import type { Interest } from './interest.ts'
import type { ItemRenderer } from './item-renderer.ts'
import { ownPort } from './own-port.ts'
import { BASE_UNIT, networkIdOf, portIdOf, unitOf } from './unit-names.ts'
import type { View } from './view.ts'

const NOTHING: ReadonlySet<string> = new Set()

interface Followed {
  readonly begin: readonly Topic[]
  readonly end: readonly Topic[]
  /** Topics of networks that have other segments here than before. */
  readonly resegmented: ReadonlySet<Topic>
}

/** Makes the desired table follow the view, for the items that changed and those that depend on them. */
export class UnitSync {
  private readonly hostTopic: Topic

  constructor(
    private readonly view: View,
    private readonly table: DesiredTable,
    private readonly renderer: ItemRenderer,
    private readonly interest: Interest,
    private readonly segments: BoundSegments,
    private readonly host: string,
  ) {
    this.hostTopic = hostTopic(host)
  }

  /** What the host needs before any item. Returns the keys. */
  base(): readonly string[] {
    return this.table.set(BASE_UNIT, this.renderer.base(this.host))
  }

  sync(items: ReadonlyMap<Topic, ReadonlySet<string>>): Synced {
    const keys = new Set<string>()
    const { begin, end, resegmented } = this.followPorts(items.get(this.hostTopic) ?? [])
    for (const topic of end) this.forget(topic, items.get(topic) ?? [], keys)
    const ports = new Set(items.get(this.hostTopic))
    for (const topic of new Set([...items.keys(), ...resegmented])) {
      if (topic === this.hostTopic || !this.interest.includes(topic)) continue
      const touched = items.get(topic) ?? NOTHING
      const networkChanged = touched.has(NETWORK_KEY) || resegmented.has(topic)
      for (const key of networkChanged ? new Set([...this.view.keys(topic), ...touched]) : touched)
        this.render(topic, key, keys)
      if (networkChanged) for (const port of this.interest.portsOf(networkIdOf(topic) ?? '')) ports.add(portKey(port))
    }
    for (const key of ports) this.render(this.hostTopic, key, keys)
    return { keys, begin, end, ports: portIds(ports), renewed: portIds(items.get(this.hostTopic) ?? []) }
  }

  /** Arrivals before departures: a network that changes its last port for another one is not torn down in between. */
  private followPorts(touched: Iterable<string>): Followed {
    const moves = [...touched].flatMap((key) => {
      const portId = portIdOf(key)
      const item = this.view.item(this.hostTopic, key)
      // An unusable body says nothing about the network: the port stays where it was.
      if (portId === undefined || (item !== undefined && item.body === undefined)) return []
      const port = ownPort(item?.body, this.renderer.agentType)
      return [{ portId, port, networkId: port?.networkId }]
    })
    moves.sort((a, b) => Number(a.networkId === undefined) - Number(b.networkId === undefined))
    const begin = new Set<Topic>()
    const end = new Set<Topic>()
    const resegmented = new Set<Topic>()
    for (const { portId, port, networkId } of moves) {
      for (const network of this.segments.move(portId, port)) resegmented.add(networkTopic(network))
      const step = this.interest.move(portId, networkId)
      for (const topic of step.begin) begin.add(topic)
      for (const topic of step.end) end.add(topic)
    }
    // A network that is not in the view yet has nothing to render again.
    for (const topic of resegmented) if (this.view.item(topic, NETWORK_KEY) === undefined) resegmented.delete(topic)
    return { begin: [...begin].filter((topic) => !end.has(topic)), end: [...end], resegmented }
  }

  private forget(topic: Topic, touched: Iterable<string>, keys: Set<string>): void {
    // Items that left the view in this very turn are in `touched` only; what they had rendered is still there.
    for (const key of new Set([...this.view.keys(topic), ...touched, NETWORK_KEY])) {
      for (const dropped of this.table.drop(unitOf(topic, key))) keys.add(dropped)
    }
    this.view.drop(topic)
  }

  private render(topic: Topic, key: string, keys: Set<string>): void {
    const desired = this.renderer.render(topic, key)
    if (desired === undefined) return
    for (const touched of this.table.set(unitOf(topic, key), desired)) keys.add(touched)
  }
}

const portIds = (keys: Iterable<string>): ReadonlySet<string> =>
  new Set([...keys].flatMap((key) => portIdOf(key) ?? []))

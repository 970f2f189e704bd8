import type { AgentRole, Desired, FeedItem, RoleContext, RoleDescription, Synced } from '@netloom/core'
import { changedAssignments } from '@netloom/core/kit'
import { NETWORK_KEY, portKey, type PortReport, type Topic } from '@netloom/core/wire'
import {
  DHCP_AGENT_TYPE,
  DHCP_ENTITY,
  DHCP_PORT_OWNER,
  dhcpDeviceId,
  type DhcpDriver,
  type DhcpNetwork,
  type DhcpNetworkItem,
  type DhcpPortItem,
  type DhcpSubnetItem,
  findServicePort,
  dhcpNetworkTopic,
  dhcpTopic,
} from '@netloom/core/dhcp'
import { dhcpPayload } from './dhcp-payload.ts'

/** The DHCP agent: the networks that the controller has given to this host, each of them rendered whole. */
export function dhcpRole(driver: DhcpDriver): RoleDescription {
  return {
    agentType: DHCP_AGENT_TYPE,
    binary: 'netloom-dhcp-agent',
    configurations: { dhcpDriver: driver.name, ...driver.configurations },
    payload: dhcpPayload,
    create: (context) => new DhcpRole(context, driver),
  }
}

/** `port/<id>` → id; undefined for other keys. */
const portIdOf = (key: string): string | undefined => (key.startsWith('port/') ? key.slice(5) : undefined)

class DhcpRole implements AgentRole {
  readonly root: Topic
  readonly entity = DHCP_ENTITY
  /** Networks that are ours, and their topics. */
  private readonly networks = new Map<Topic, string>()
  /** Network topic of each port that is served, or is to be. */
  private readonly served = new Map<string, Topic>()
  /** Ports of which the controller has not been told that they are served. */
  private readonly untold = new Set<string>()

  /** What was rendered last, by item key: a part that this version cannot read stays as it was. */
  private readonly bodies = new Map<Topic, ReadonlyMap<string, unknown>>()
  /** Keys that nobody waits for. */
  private readonly extras = new Map<Topic, ReadonlySet<string>>()

  constructor(
    private readonly context: RoleContext,
    private readonly driver: DhcpDriver,
  ) {
    this.root = dhcpTopic(context.host)
  }

  base(): readonly string[] {
    return []
  }

  topics(): readonly Topic[] {
    return [...this.networks.keys()]
  }

  includes(topic: Topic): boolean {
    return this.networks.has(topic)
  }

  sync(items: ReadonlyMap<Topic, ReadonlySet<string>>): Synced {
    const keys = new Set<string>()
    const { begin, end } = this.followAssignments(items.get(this.root) ?? [])
    for (const topic of end) {
      for (const key of this.context.table.drop(topic)) keys.add(key)
      for (const key of this.context.view.keys(topic)) this.forget(portIdOf(key))
      for (const key of items.get(topic) ?? []) this.forget(portIdOf(key))
      this.context.view.drop(topic)
      this.extras.delete(topic)
      this.bodies.delete(topic)
    }
    const changedPorts = new Set<string>()
    const ports = new Set<string>()
    for (const [topic, touched] of items) {
      if (!this.networks.has(topic)) continue
      for (const key of this.render(topic)) keys.add(key)
      for (const key of touched) {
        const portId = portIdOf(key)
        if (portId === undefined) continue
        changedPorts.add(portId)
        ports.add(portId)
        if (this.context.view.item(topic, key) === undefined) this.forget(portId)
        else {
          this.served.set(portId, topic)
          this.untold.add(portId)
        }
      }
    }
    return { keys, ports, changedPorts, begin, end }
  }

  /** Those that wait to be told: one that was told stays served, whatever is repaired. */
  *portsOf(keys: ReadonlySet<string>): Iterable<string> {
    if (this.untold.size === 0) return
    const touched = new Set([...keys].flatMap((key) => this.context.table.unitsOf(key)))
    for (const portId of this.untold) if (touched.has(this.served.get(portId) ?? '')) yield portId
  }

  portOfDevice(): undefined {
    return undefined
  }

  changedReports(ports: Iterable<string>): readonly PortReport[] {
    const isServed = this.judge()
    const news = [...ports].filter((portId) => this.untold.has(portId) && isServed(this.served.get(portId)))
    for (const portId of news) this.untold.delete(portId)
    return news.map((portId) => ({ portId, state: 'up' }))
  }

  readyPorts(): readonly string[] {
    const isServed = this.judge()
    return [...this.served].flatMap(([portId, topic]) => (isServed(topic) ? [portId] : []))
  }

  allReports(): readonly PortReport[] {
    const isServed = this.judge()
    return [...this.served].map(([portId, topic]) => {
      if (isServed(topic)) return { portId, state: 'up' }
      const error = this.failureOf(topic)
      return { portId, state: 'building', ...(error !== undefined && { error }) }
    })
  }

  /** Why the network is not served, for those who ask the agent; undefined = it is only not done yet. */
  private failureOf(topic: Topic): string | undefined {
    const { table, failure } = this.context
    const extras = this.extras.get(topic)
    return table
      .keysOf(topic)
      .filter((key) => extras?.has(key) !== true)
      .map(failure)
      .find((text) => text !== undefined)
  }

  /** Whether all that a network's ports wait for here is there; each is looked at once. */
  private judge(): (topic: Topic | undefined) => boolean {
    const known = new Map<Topic, boolean>()
    return (topic) => {
      if (topic === undefined) return false
      const judged = known.get(topic)
      if (judged !== undefined) return judged
      const extras = this.extras.get(topic)
      const keys = this.context.table.keysOf(topic).filter((key) => extras?.has(key) !== true)
      const served = keys.length > 0 && keys.every((key) => this.context.table.isRight(key))
      known.set(topic, served)
      return served
    }
  }

  private forget(portId: string | undefined): void {
    if (portId === undefined) return
    this.served.delete(portId)
    this.untold.delete(portId)
  }

  private followAssignments(touched: Iterable<string>): Pick<Synced, 'begin' | 'end'> {
    const begin: Topic[] = []
    const end: Topic[] = []
    for (const { id, item } of changedAssignments(this.context.view, this.root, 'network/', touched)) {
      const topic = dhcpNetworkTopic(id)
      if (item === undefined && this.networks.delete(topic)) end.push(topic)
      if (item !== undefined && !this.networks.has(topic)) {
        this.networks.set(topic, id)
        begin.push(topic)
      }
    }
    return { begin, end }
  }

  private render(topic: Topic): readonly string[] {
    const { view, table, logger } = this.context
    const item = view.item(topic, NETWORK_KEY)
    // A network that this version cannot read keeps what it has.
    if (item !== undefined && item.body === undefined) return []
    if (item === undefined) return table.set(topic, [])
    try {
      return table.set(topic, this.desired(topic, item))
    } catch (error) {
      logger.error({ err: error, topic }, 'the DHCP driver failed on a network; keeping what it had')
      return []
    }
  }

  private desired(topic: Topic, { body, revision }: FeedItem): readonly Desired[] {
    const network = this.network(topic, body as DhcpNetworkItem)
    const causes = new Map<string, Desired['cause']>()
    const rendered = this.driver.network(network)
    const extras = rendered.filter(({ isExtra }) => isExtra === true)
    this.extras.set(topic, new Set(extras.map(({ state }) => this.context.table.keyOf(state))))
    return rendered.map(({ state, rule }) => {
      const cause = causes.get(rule) ?? { object: `network/${network.network.id}`, revision, rule }
      causes.set(rule, cause)
      return { state, cause }
    })
  }

  private network(topic: Topic, network: DhcpNetworkItem): DhcpNetwork {
    const subnets: DhcpSubnetItem[] = []
    const ports: DhcpPortItem[] = []
    const { host, view } = this.context
    const before = this.bodies.get(topic)
    const bodies = new Map<string, unknown>()
    this.bodies.set(topic, bodies)
    for (const key of view.keys(topic)) {
      const body = view.item(topic, key)?.body ?? before?.get(key)
      if (body === undefined) continue
      bodies.set(key, body)
      if (key.startsWith('subnet/')) subnets.push(body as DhcpSubnetItem)
      else if (key.startsWith(portKey(''))) ports.push(body as DhcpPortItem)
    }
    const own = findServicePort(ports, {
      deviceOwner: DHCP_PORT_OWNER,
      deviceId: dhcpDeviceId(host, network.id),
      networkId: network.id,
    })
    // In one order, whatever the feed's: equal networks make equal files.
    const byId = (a: { readonly id: string }, b: { readonly id: string }): number => (a.id < b.id ? -1 : 1)
    return { network, subnets: subnets.sort(byId), ports: ports.sort(byId), ...(own !== undefined && { own }) }
  }
}

import type { Desired, FeedItem, FirewallRenderer, Logger, Rendered, SwitchRenderer } from '@netloom/core'
import {
  type EndpointItem,
  hostTopic,
  type MemberItem,
  NETWORK_KEY,
  type NetworkItem,
  networkTopic,
  type PopulationItem,
  type PortItem,
  portKey,
  type Topic,
} from '@netloom/core/wire'
import type { BoundSegments } from './bound-segments.ts'
import { ownPort } from './items/own-port.ts'
import { isTunnels, networkIdOf } from './unit-names.ts'
import type { View } from './view.ts'

/** Turns one view item into device states with causes. */
export class ItemRenderer {
  constructor(
    private readonly view: View,
    private readonly renderer: SwitchRenderer,
    private readonly logger: Logger,
    private readonly firewall: FirewallRenderer | undefined,
    private readonly segments: BoundSegments,
  ) {}

  /** What the item asks for now; undefined = it cannot be rendered, so what was rendered before stays. */
  render(topic: Topic, key: string): readonly Desired[] | undefined {
    const item = this.view.item(topic, key)
    if (item?.body === undefined || item.body === null) return item === undefined ? [] : undefined
    if (this.hasUnreadableNetwork(topic, item)) return undefined
    try {
      return this.rendered(topic, item).map(withCause(causeObject(topic, key), item.revision))
    } catch (error) {
      this.logger.error({ err: error, topic, key }, 'the renderer failed on an item; keeping what it had')
      return undefined
    }
  }

  /** What a network that cannot be read is made of is not known: its ports and their peers stay as they are. */
  private hasUnreadableNetwork(topic: Topic, { body }: FeedItem): boolean {
    const networkId = networkIdOf(topic) ?? ownPort(body, this.renderer.agentType)?.networkId
    if (networkId === undefined) return false
    const network = this.view.item(networkTopic(networkId), NETWORK_KEY)
    return network !== undefined && network.body === undefined
  }

  get agentType(): string {
    return this.renderer.agentType
  }

  /** As the switch sees it here; undefined while it is not known. */
  network(networkId: string): NetworkItem | undefined {
    const network = this.view.item(networkTopic(networkId), NETWORK_KEY)?.body as NetworkItem | undefined
    return network && this.segments.narrow(network)
  }

  private ofNetwork(network: NetworkItem): readonly Rendered[] {
    const warning = this.renderer.warning?.(network)
    if (warning !== undefined) this.logger.warn({ network: network.id }, warning)
    return this.renderer.network(network)
  }

  /** What the host needs before any item. */
  base(host: string): readonly Desired[] {
    const base = [...(this.renderer.base?.() ?? []), ...(this.firewall?.base?.() ?? [])]
    return base.map(withCause(hostTopic(host), 0))
  }

  /** Guards belong to what a port needs: it is not wired without them. A port that cannot be wired here needs none. */
  private attachment(port: PortItem, network: NetworkItem): readonly Rendered[] {
    const own = this.renderer.attachment(port, network)
    if (own.length === 0 || this.firewall === undefined) return own
    const joined = this.firewall.attachment?.(port, network, own) ?? own
    return [...this.firewall.port(port, network), ...joined]
  }

  // Bodies were checked against their schemas when the view took them.
  private rendered(topic: Topic, item: FeedItem): readonly Rendered[] {
    const { key, body } = item
    const networkId = networkIdOf(topic)
    if (networkId === undefined && !topic.startsWith('host/') && !isTunnels(topic))
      return this.firewall?.groups?.item(topic, item) ?? []
    if (isTunnels(topic)) return this.renderer.endpoint?.(body as EndpointItem) ?? []
    if (networkId === undefined) {
      const port = ownPort(body, this.renderer.agentType)
      const network = port && this.network(port.networkId)
      return port === undefined || network === undefined ? [] : this.attachment(port, network)
    }
    if (key === NETWORK_KEY) return this.ofNetwork(this.segments.narrow(body as NetworkItem))
    const network = this.network(networkId)
    if (network === undefined) return []
    if (key.startsWith('member/')) return this.renderer.member(body as MemberItem, network)
    return this.renderer.population(body as PopulationItem, network)
  }
}

const causeObject = (topic: Topic, key: string): string => (key.startsWith(portKey('')) ? key : topic)

/** One cause object per rule: twenty thousand ports have few rules each. */
function withCause(object: string, revision: number): (rendered: Rendered) => Desired {
  const causes = new Map<string, Desired['cause']>()
  return ({ state, rule }) => {
    const cause = causes.get(rule) ?? { object, revision, rule }
    causes.set(rule, cause)
    return { state, cause }
  }
}

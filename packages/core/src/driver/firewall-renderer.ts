import type { FeedItem } from '../feed/feed-item.ts'
import type { NetworkItem, PortItem } from '../feed/payloads.ts'
import type { Topic } from '../feed/topic.ts'
import type { PayloadSchema } from '../feed/payload-schema.ts'
import type { DeviceKind } from './device-kind.ts'
import type { Rendered } from './switch-renderer.ts'

/**
 * Decides which frames a port of this host may send and get: device states, pure, one item at a time. What it renders for a port
 * belongs to the port's attachment: a port is wired only when it is guarded, and guards are created before the port is
 * plugged (by the `order` of their kinds).
 */
export interface FirewallRenderer {
  /** Neutron: `firewall_driver` (`iptables`, `openvswitch`, `noop`), or a name of its own. */
  readonly name: string
  /** Kinds it needs beyond those of the data plane. A kind of the same name as one of the switch is that one. */
  readonly kinds?: readonly DeviceKind[]
  /** Ethertypes that it lets pass whatever is in them, as this host's settings say; a trace goes by them. Neutron: `permitted_ethertypes`. */
  readonly permittedEthertypes?: readonly number[]
  /** States the host needs whatever its ports are. Absent = none. Pure. */
  base?(): readonly Rendered[]
  /** Nothing for a port without port security and for the network's own devices (routers, DHCP servers). */
  port(port: PortItem, network: NetworkItem): readonly Rendered[]
  /**
   * How a port's device joins its network under this firewall, when it must join otherwise than the switch renders it (`own`). Asked
   * for every port that the switch can wire, guarded or not. Absent = as the switch renders it. Pure.
   */
  attachment?(port: PortItem, network: NetworkItem, own: readonly Rendered[]): readonly Rendered[]
  /** What filters by more than the port itself: groups that ports share. Absent = it guards alone. */
  readonly groups?: GroupRenderer
}

/**
 * Renders what ports share: a change of a rule or of a member costs one item, however many ports it concerns. Items are checked
 * against `payload` before they arrive here.
 */
export interface GroupRenderer {
  /** Topics that the filter of a port needs. The port is wired once all of them, and those that they lead to, are known. Pure. */
  topicsOf(port: PortItem): readonly Topic[]
  /** Topics that an item of a followed topic leads to: a rule names a remote group. Pure. */
  leadsTo(topic: Topic, item: FeedItem): readonly Topic[]
  /** How an item of its topics is checked; undefined = it is none of its own, or this version knows no such item. */
  payload(topic: Topic, key: string): PayloadSchema | undefined
  /** Device states of one item; the item's topic is followed as long as a port of this host leads to it. Pure. */
  item(topic: Topic, item: FeedItem): readonly Rendered[]
}

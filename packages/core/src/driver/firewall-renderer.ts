import type { NetworkItem, PortItem } from '../feed/payloads.ts'
import type { DeviceKind } from './device-kind.ts'
import type { Rendered } from './switch-renderer.ts'

/**
 * Decides which frames a port of this host may send and get: device states, pure, one port at a time. What it renders belongs
 * to the port's attachment: a port is wired only when it is guarded, and guards are created before the port is plugged (by
 * the `order` of their kinds).
 */
export interface FirewallRenderer {
  /** Neutron: `firewall_driver` (`iptables`, `openvswitch`, `noop`), or a name of its own. */
  readonly name: string
  /** Kinds it needs beyond those of the data plane. A kind of the same name as one of the switch is that one. */
  readonly kinds?: readonly DeviceKind[]
  /** Nothing for a port without port security and for the network's own devices (routers, DHCP servers). */
  port(port: PortItem, network: NetworkItem): readonly Rendered[]
}

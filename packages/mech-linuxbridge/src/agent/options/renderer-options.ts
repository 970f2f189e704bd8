import type { MulticastGroups, MulticastRange } from './multicast-group.ts'

/**
 * How a host answers ARP and neighbour solicitations for ports elsewhere.
 * `auto`: the VXLAN device answers ARP requests while every address on the network is known and fixed. All else that a proxy
 * would swallow is flooded, and so is every question once a port has address pairs or no port security. `off` without `bypass`.
 * `proxy`: the same (Neutron's `arp_responder`); without `bypass` the device swallows what it cannot answer.
 * `suppress`: the bridge answers what it knows and floods the rest, all of it once an address may be unknown. Without `bypass`
 * it holds back announcements, probes and duplicate address detection meanwhile.
 * `off`: nobody answers, everything is flooded.
 */
export type ArpResponder = 'auto' | 'proxy' | 'suppress' | 'off'

export const ARP_RESPONDERS: readonly ArpResponder[] = ['auto', 'proxy', 'suppress', 'off']

export interface LinuxBridgeRendererOptions {
  /** This host's VTEP. Without it (or with `enableVxlan: false`) there are no VXLAN networks here. */
  readonly localIp?: string
  /** The device that has `localIp`; see `findUnderlay`. Required with VXLAN. */
  readonly underlay?: string
  /** Default true. */
  readonly enableVxlan?: boolean
  /** Tables are filled by the controller; without it broadcast goes to a multicast group. Default false. */
  readonly l2Population?: boolean
  /** Default `auto` with `bypass`, else `suppress`; without `l2Population` always `off`. */
  readonly arpResponder?: ArpResponder
  /**
   * The kernel can lead frames past a responder (nftables on the way out), and the host has the renderer's `kinds`. Default
   * false; the agent finds out.
   */
  readonly bypass?: boolean
  /** Default 224.0.0.1; null = none. */
  readonly vxlanGroup?: string | null
  readonly multicastRanges?: readonly MulticastRange[]
  /** Outer TTL, 1..255; default the kernel's. */
  readonly ttl?: number
  /** Outer DS field; default 0. */
  readonly tos?: number | 'inherit'
  /** Default 8472, what Linux has always used; RFC 7348 says 4789. All hosts must agree. */
  readonly udpDstPort?: number
  /** Lowest and highest outer source port; default the kernel's choice. */
  readonly udpSrcPorts?: readonly [number, number]
  /** The kernel has 802.1Q devices; without them no VLAN network is carried here. Default true. */
  readonly vlan?: boolean
  /** Physical network → interface that becomes a port of our bridge, or carries VLAN devices that do. */
  readonly physicalInterfaceMappings?: Readonly<Record<string, string>>
  /** Physical network → bridge that the operator made and keeps. */
  readonly bridgeMappings?: Readonly<Record<string, string>>
}

/** Checked and complete. */
export interface RendererSettings extends MulticastGroups {
  /** undefined = no VXLAN on this host. */
  readonly tunnel: TunnelSettings | undefined
  readonly l2Population: boolean
  readonly arpResponder: ArpResponder
  readonly bypass: boolean
  readonly vlan: boolean
  readonly physicalInterfaceMappings: Readonly<Record<string, string>>
  readonly bridgeMappings: Readonly<Record<string, string>>
}

export interface TunnelSettings {
  readonly localIp: string
  readonly underlay: string
  readonly dstPort: number
  readonly ttl?: number
  readonly tos?: number | 'inherit'
  readonly portRange?: readonly [number, number]
}

/** Tunnel types that Open vSwitch ends, and the table of br-tun that takes what comes out of each (Neutron's numbers). */
export const TUNNEL_TABLES = { gre: 3, vxlan: 4, geneve: 6 } as const

export type TunnelType = keyof typeof TUNNEL_TABLES

export const TUNNEL_TYPES = Object.keys(TUNNEL_TABLES) as readonly TunnelType[]

export interface OpenvswitchRendererOptions {
  /** This host's tunnel endpoint. Required with `tunnelTypes`. */
  readonly localIp?: string
  /** Types of tunnels that end here; default none. */
  readonly tunnelTypes?: readonly TunnelType[]
  /** Tunnels and their tables are filled by the controller; without it all endpoints are connected and learn. Default false. */
  readonly l2Population?: boolean
  /** Requests for known IPv4 addresses are answered on this host; needs `l2Population`. Default false. */
  readonly arpResponder?: boolean
  /** Physical network → bridge that the operator made and keeps. */
  readonly bridgeMappings?: Readonly<Record<string, string>>
  /** Default `br-int`. */
  readonly integrationBridge?: string
  /** Default `br-tun`. */
  readonly tunnelBridge?: string
  /** Port of the integration bridge towards the tunnel bridge; default `patch-tun`. */
  readonly intPeerPatchPort?: string
  /** Port of the tunnel bridge towards the integration bridge; default `patch-int`. */
  readonly tunPeerPatchPort?: string
  /** `system` (the kernel's, default) or `netdev` (in user space). */
  readonly datapathType?: 'system' | 'netdev'
  /** UDP port of VXLAN; default 4789 (RFC 7348). All hosts must agree. */
  readonly vxlanUdpPort?: number
  /** Default true. */
  readonly dontFragment?: boolean
  /** Checksums on the outer headers; default false. */
  readonly tunnelCsum?: boolean
  /** Outer DS field; default 0. */
  readonly tos?: number | 'inherit'
  /** Multicast goes to ports of the integration bridge that asked for it; default: as the bridge is. */
  readonly igmpSnooping?: boolean
}

/** Checked and complete. */
export interface RendererSettings {
  /** undefined = no tunnels on this host. */
  readonly tunnels: TunnelSettings | undefined
  readonly l2Population: boolean
  readonly arpResponder: boolean
  readonly bridgeMappings: Readonly<Record<string, string>>
  readonly integrationBridge: string
  readonly datapathType: 'system' | 'netdev'
  readonly igmpSnooping?: boolean
}

export interface TunnelSettings {
  readonly localIp: string
  readonly types: readonly TunnelType[]
  readonly bridge: string
  /** Port of the integration bridge. */
  readonly outer: string
  /** Port of the tunnel bridge. */
  readonly inner: string
  readonly vxlanUdpPort: number
  readonly dontFragment: boolean
  readonly checksum: boolean
  readonly tos?: number | 'inherit'
}

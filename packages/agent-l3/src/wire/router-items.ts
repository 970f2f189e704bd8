import type { HostRoute, Ipv6Mode } from '@netloom/core'

/** Bodies of the feed items of routers. Documented for third-party agents: fields are added, never changed or removed, within a major version. */

/** `l3/<host>` → `router/<id>`: the L3 agent of this host has this router. */
export interface RouterAssignmentItem {
  readonly routerId: string
  /** Its part in a router that several hosts have; absent = it is the only one. */
  readonly ha?: RouterHaPart
}

/** What one host needs for its part in VRRP. */
export interface RouterHaPart {
  /** The port on the HA network that this host speaks from. */
  readonly portId: string
  /** 1–254. */
  readonly priority: number
}

/** `router/<id>` → `router`. */
export interface RouterItem {
  readonly id: string
  readonly projectId: string
  /** A router that is down has no namespace (features 6.28). */
  readonly adminStateUp: boolean
  /** Whether what leaves by the gateway takes the gateway's address. */
  readonly enableSnat: boolean
  /** Extra routes, in the order of destination and nexthop. */
  readonly routes: readonly HostRoute[]
  /** Absent = one host has it. */
  readonly ha?: RouterHa
}

export interface RouterHa {
  /** 1–254, one per HA router of a project. */
  readonly virtualRouterId: number
  /** The network on which its hosts hear each other, with prefix length. Neutron: `l3_ha_net_cidr`. */
  readonly networkCidr: string
}

/** `router/<id>` → `interface/<port id>`. */
export interface RouterInterfaceItem {
  readonly portId: string
  /** `internal`: towards guests, a `qr-` device; `gateway`: towards the outside, `qg-`; `ha`: `ha-`. */
  readonly kind: 'internal' | 'gateway' | 'ha'
  readonly networkId: string
  readonly macAddress: string
  /** Bytes of the largest IP packet inside the network. */
  readonly mtu: number
  readonly adminStateUp: boolean
  readonly addresses: readonly RouterAddress[]
  /** Other subnets of an external network: reached without a nexthop. Prefixes, sorted. */
  readonly onLink: readonly string[]
  /** The only host that has it; absent = every host that has the router. */
  readonly host?: string
}

/** An address of an interface and what its subnet says. */
export interface RouterAddress {
  readonly ipAddress: string
  readonly subnetId: string
  readonly cidr: string
  readonly ipVersion: 4 | 6
  readonly gatewayIp: string | null
  readonly ipv6RaMode: Ipv6Mode | null
  readonly ipv6AddressMode: Ipv6Mode | null
  /** For router advertisements. */
  readonly dnsNameservers: readonly string[]
  readonly hostRoutes: readonly HostRoute[]
}

/** `router/<id>` → `floating-ip/<id>`: one that leads to a port behind the router. */
export interface FloatingIpItem {
  readonly id: string
  readonly floatingIp: string
  readonly fixedIp: string
  /** The port that it leads to. */
  readonly portId: string
  /** The external network. */
  readonly networkId: string
}

/** `router/<id>` → `port-forwarding/<id>`. */
export interface PortForwardingItem {
  readonly id: string
  readonly floatingIpId: string
  readonly floatingIp: string
  /** `tcp`, `udp`, `sctp`, …: as the API has it. */
  readonly protocol: string
  /** First and last port outside. */
  readonly externalPorts: readonly [number, number]
  readonly internalIp: string
  /** As many as outside, or one for all. */
  readonly internalPorts: readonly [number, number]
}

/** `router/<id>` → `conntrack-helper/<id>`. */
export interface ConntrackHelperItem {
  readonly id: string
  readonly protocol: string
  readonly port: number
  /** `ftp`, `tftp`, … */
  readonly helper: string
}

import type { StandardAttributes } from './standard-attributes.ts'

export type Ipv6Mode = 'slaac' | 'dhcpv6-stateful' | 'dhcpv6-stateless'

/** Inclusive range of addresses. */
export interface AllocationPool {
  readonly start: string
  readonly end: string
}

export interface HostRoute {
  readonly destination: string
  readonly nexthop: string
}

export interface Subnet extends StandardAttributes {
  readonly id: string
  readonly networkId: string
  readonly projectId: string
  readonly name: string
  readonly ipVersion: 4 | 6
  readonly cidr: string
  readonly gatewayIp: string | null
  readonly enableDhcp: boolean
  readonly allocationPools: readonly AllocationPool[]
  readonly dnsNameservers: readonly string[]
  readonly hostRoutes: readonly HostRoute[]
  readonly ipv6RaMode: Ipv6Mode | null
  readonly ipv6AddressMode: Ipv6Mode | null
  readonly segmentId: string | null
  /** The pool its prefix was taken from. */
  readonly subnetpoolId: string | null
  /** Device owners that get addresses of it (`network:…`, `compute:…`); empty = all. */
  readonly serviceTypes: readonly string[]
}

/** `gatewayIp` absent = first address, null = none; `allocationPools` absent = everything but the gateway. */
export interface SubnetCreate {
  readonly id?: string
  readonly networkId: string
  readonly projectId?: string
  readonly name?: string
  readonly description?: string
  readonly ipVersion?: 4 | 6
  /** Absent only with `subnetpoolId`: the pool chooses. */
  readonly cidr?: string
  /** The pool to take the prefix from; null = none, even where a default one exists. */
  readonly subnetpoolId?: string | null
  /** Out of the default pool of the IP version; excludes `subnetpoolId`. */
  readonly useDefaultSubnetpool?: boolean
  /** Length of the prefix that the pool shall choose; absent = the pool's default. */
  readonly prefixLength?: number
  readonly serviceTypes?: readonly string[]
  readonly gatewayIp?: string | null
  readonly enableDhcp?: boolean
  readonly allocationPools?: readonly AllocationPool[]
  readonly dnsNameservers?: readonly string[]
  readonly hostRoutes?: readonly HostRoute[]
  readonly ipv6RaMode?: Ipv6Mode | null
  readonly ipv6AddressMode?: Ipv6Mode | null
  readonly segmentId?: string | null
}

export type SubnetUpdate = Partial<
  Pick<
    Subnet,
    | 'name'
    | 'description'
    | 'gatewayIp'
    | 'enableDhcp'
    | 'allocationPools'
    | 'dnsNameservers'
    | 'hostRoutes'
    | 'serviceTypes'
    | 'segmentId'
  >
>

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
}

/** `gatewayIp` absent = first address, null = none; `allocationPools` absent = everything but the gateway. */
export interface SubnetCreate {
  readonly id?: string
  readonly networkId: string
  readonly projectId?: string
  readonly name?: string
  readonly description?: string
  readonly ipVersion?: 4 | 6
  readonly cidr: string
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
    'name' | 'description' | 'gatewayIp' | 'enableDhcp' | 'allocationPools' | 'dnsNameservers' | 'hostRoutes'
  >
>

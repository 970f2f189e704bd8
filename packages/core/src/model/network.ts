import type { ProviderSegment, Segment } from './segment.ts'
import type { StandardAttributes } from './standard-attributes.ts'

export type NetworkStatus = 'ACTIVE' | 'DOWN' | 'BUILD' | 'ERROR'

export interface Network extends StandardAttributes {
  readonly id: string
  readonly projectId: string
  readonly name: string
  readonly adminStateUp: boolean
  readonly status: NetworkStatus
  readonly shared: boolean
  readonly routerExternal: boolean
  /** Largest IP packet, bytes, encapsulation already deducted. */
  readonly mtu: number
  readonly segments: readonly Segment[]
  readonly subnetIds: readonly string[]
  /** Address scopes of the pools its subnets come from. */
  readonly ipv4AddressScopeId: string | null
  readonly ipv6AddressScopeId: string | null
  /** What ports are given that do not say. */
  readonly portSecurityEnabled: boolean
  /** The external network that is taken when none is named. */
  readonly isDefault: boolean
  readonly availabilityZoneHints: readonly string[]
  /** Zones of the DHCP agents that serve it, as the network service shows them; empty in drivers' contexts. */
  readonly availabilityZones: readonly string[]
  /** Whether its ports are in one layer-2 domain. A routed network's (subnets tied to segments) are not. */
  readonly l2Adjacency: boolean
  readonly dnsDomain: string
  readonly qosPolicyId: string | null
}

/** `segments` (several) excludes `provider` (one); neither = the project's network types are tried in order. */
export interface NetworkCreate {
  readonly id?: string
  readonly projectId?: string
  readonly name?: string
  readonly description?: string
  readonly adminStateUp?: boolean
  readonly shared?: boolean
  readonly routerExternal?: boolean
  readonly mtu?: number
  readonly provider?: ProviderSegment
  readonly segments?: readonly ProviderSegment[]
  readonly portSecurityEnabled?: boolean
  readonly isDefault?: boolean
  readonly availabilityZoneHints?: readonly string[]
  readonly dnsDomain?: string
  readonly qosPolicyId?: string | null
}

export type NetworkUpdate = Partial<
  Pick<
    Network,
    | 'name'
    | 'description'
    | 'adminStateUp'
    | 'shared'
    | 'routerExternal'
    | 'mtu'
    | 'portSecurityEnabled'
    | 'isDefault'
    | 'dnsDomain'
    | 'qosPolicyId'
  >
>

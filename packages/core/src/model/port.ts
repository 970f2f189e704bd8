import type { StandardAttributes } from './standard-attributes.ts'
import type { TrunkedPort } from './trunk.ts'

/** DOWN (new, unplugged), BUILD (the agent has seen the device, not yet wired), ACTIVE, ERROR, N/A (status without meaning). */
export type PortStatus = 'DOWN' | 'BUILD' | 'ACTIVE' | 'ERROR' | 'N/A'

/** Neutron's vif types; a mechanism driver may use names of its own. */
export type VifType = string
export const VIF_TYPE_UNBOUND = 'unbound'
export const VIF_TYPE_BINDING_FAILED = 'binding_failed'

export interface FixedIp {
  readonly subnetId: string
  readonly ipAddress: string
}

export interface AddressPair {
  readonly ipAddress: string
  readonly macAddress: string
}

/** One DHCP option for a port; `ipVersion` says for which protocol. */
export interface ExtraDhcpOption {
  readonly name: string
  readonly value: string
  readonly ipVersion: 4 | 6
}

/** Where a port lives and how it was bound there. `host` is '' while nobody asked for a host. */
export interface PortBinding {
  readonly host: string
  readonly vnicType: string
  readonly profile: Readonly<Record<string, unknown>>
  readonly vifType: VifType
  readonly vifDetails: Readonly<Record<string, unknown>>
  readonly levels: readonly BindingLevel[]
}

/** One level of a (hierarchical) binding; level 0 is the top. */
export interface BindingLevel {
  readonly level: number
  readonly driver: string
  readonly segmentId: string
}

export interface Port extends StandardAttributes {
  readonly id: string
  readonly networkId: string
  readonly projectId: string
  readonly name: string
  readonly macAddress: string
  readonly adminStateUp: boolean
  readonly status: PortStatus
  readonly deviceId: string
  readonly deviceOwner: string
  readonly fixedIps: readonly FixedIp[]
  readonly allowedAddressPairs: readonly AddressPair[]
  readonly portSecurityEnabled: boolean
  readonly binding: PortBinding
  readonly extraDhcpOptions: readonly ExtraDhcpOption[]
  readonly dnsName: string
  readonly dnsDomain: string
  readonly qosPolicyId: string | null
  /** What an outside monitor says of the data plane; null = nothing was said. */
  readonly dataPlaneStatus: 'ACTIVE' | 'DOWN' | null
  readonly propagateUplinkStatus: boolean
  /** Policy of its network; its own goes before it. */
  readonly qosNetworkPolicyId: string | null
  /** The trunk whose parent it is. */
  readonly trunk: PortTrunk | null
}

export interface PortTrunk {
  readonly trunkId: string
  readonly subports: readonly TrunkedPort[]
}

/** One wish for an address: any of a subnet, this one wherever it fits, or this one of that subnet. */
export type FixedIpRequest =
  | { readonly subnetId: string; readonly ipAddress?: string }
  | { readonly subnetId?: string; readonly ipAddress: string }

export interface PortCreate {
  readonly id?: string
  readonly networkId: string
  readonly projectId?: string
  readonly name?: string
  readonly description?: string
  readonly macAddress?: string
  readonly adminStateUp?: boolean
  readonly deviceId?: string
  readonly deviceOwner?: string
  /** Absent = one address per IP version by default rules; [] = none. Automatic subnets (SLAAC) give theirs in any case. */
  readonly fixedIps?: readonly FixedIpRequest[]
  readonly allowedAddressPairs?: readonly { readonly ipAddress: string; readonly macAddress?: string }[]
  readonly portSecurityEnabled?: boolean
  /** `binding:host_id`, `binding:vnic_type` (default `normal`) and `binding:profile`. */
  readonly host?: string
  readonly vnicType?: string
  readonly profile?: Readonly<Record<string, unknown>>
  readonly extraDhcpOptions?: readonly ExtraDhcpOptionRequest[]
  readonly dnsName?: string
  readonly dnsDomain?: string
  readonly qosPolicyId?: string | null
  readonly propagateUplinkStatus?: boolean
  readonly tags?: readonly string[]
}

/** In an update `value` null takes the option away; options that are not named stay. `ipVersion` default 4. */
export interface ExtraDhcpOptionRequest {
  readonly name: string
  readonly value: string | null
  readonly ipVersion?: 4 | 6
}

export type PortUpdate = Partial<Omit<PortCreate, 'id' | 'networkId' | 'projectId' | 'tags' | 'macAddress'>> & {
  /** null = a new one. */
  readonly macAddress?: string | null
  readonly dataPlaneStatus?: 'ACTIVE' | 'DOWN' | null
}

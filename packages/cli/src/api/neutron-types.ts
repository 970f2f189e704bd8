/** What the lab reads and writes of Neutron's resources, as they stand in JSON. */
export interface ApiNetwork {
  readonly id: string
  readonly name: string
  readonly mtu: number
  /** Absent for a network of several segments. */
  readonly 'provider:network_type'?: string
  readonly 'provider:segmentation_id'?: number | null
  readonly 'provider:physical_network'?: string | null
}

export interface ApiNetworkRequest {
  readonly name?: string
  readonly mtu?: number
  readonly 'provider:network_type'?: string
  readonly 'provider:segmentation_id'?: number
  readonly 'provider:physical_network'?: string
}

export interface ApiSubnet {
  readonly id: string
  readonly name: string
  readonly network_id: string
  readonly cidr: string
  readonly ip_version: 4 | 6
  readonly gateway_ip: string | null
  readonly enable_dhcp: boolean
  readonly allocation_pools?: readonly { readonly start: string; readonly end: string }[]
  readonly ipv6_address_mode?: string | null
}

export interface ApiSubnetRequest {
  readonly name?: string
  readonly network_id?: string
  readonly ip_version?: 4 | 6
  readonly cidr?: string
  readonly gateway_ip?: string | null
  readonly enable_dhcp?: boolean
  readonly allocation_pools?: readonly { readonly start: string; readonly end: string }[]
  readonly ipv6_address_mode?: string
  readonly ipv6_ra_mode?: string
}

export interface ApiPort {
  readonly id: string
  readonly name: string
  readonly network_id: string
  readonly project_id: string
  readonly mac_address: string
  readonly status: string
  readonly device_id: string
  readonly device_owner: string
  readonly fixed_ips: readonly { readonly subnet_id: string; readonly ip_address: string }[]
  readonly 'binding:host_id': string
  readonly 'binding:vif_type': string
}

export interface ApiPortRequest {
  readonly name?: string
  readonly network_id?: string
  readonly mac_address?: string
  readonly device_id?: string
  readonly device_owner?: string
  readonly fixed_ips?: readonly { readonly ip_address: string; readonly subnet_id?: string }[]
  readonly port_security_enabled?: boolean
  /** `mac_address` absent = the port's own. */
  readonly allowed_address_pairs?: readonly { readonly ip_address: string; readonly mac_address?: string }[]
  readonly 'binding:host_id'?: string
}

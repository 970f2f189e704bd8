/** How full a network is. Counts of IPv6 addresses do not fit into a double, hence bigint. */
export interface NetworkIpAvailability {
  /** The network's. */
  readonly id: string
  readonly networkName: string
  readonly projectId: string
  readonly totalIps: bigint
  readonly usedIps: bigint
  readonly subnets: readonly SubnetIpAvailability[]
}

export interface SubnetIpAvailability {
  readonly id: string
  readonly name: string
  readonly ipVersion: 4 | 6
  readonly cidr: string
  /** Addresses in the allocation pools. */
  readonly totalIps: bigint
  /** Addresses that ports hold, inside the pools or not. */
  readonly usedIps: bigint
}

/** What an L3 agent's files say. Absent = Neutron's default. */
export interface L3Options {
  /** Folder with a folder for each router's advertisements. Neutron: `ra_confs`. */
  readonly advertisements?: string
  /** Routers without a gateway are served, too. Neutron: `handle_internal_only_routers`, True. */
  readonly internalOnlyRouters?: boolean
  /** Default route of IPv6 where the external network has no subnet with a gateway. Neutron: `ipv6_gateway`. */
  readonly ipv6Gateway?: string
  /** Ports are chosen at random by SNAT. Neutron: `use_random_fully`, True. */
  readonly randomFully?: boolean
  /** Seconds between unsolicited advertisements. Neutron: 30 and 100. */
  readonly leastAdvertisementInterval?: number
  readonly mostAdvertisementInterval?: number
  /** Whom radvd runs as. Neutron: `radvd_user`. */
  readonly advertiserUser?: string
}

export const STATE_PATH = '/var/lib/neutron'

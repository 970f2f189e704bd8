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
  /** How hosts of HA routers hear each other. */
  readonly vrrp?: VrrpOptions
}

export interface VrrpOptions {
  /** Folder with a folder for each router's keepalived. Neutron: `ha_confs_path`. */
  readonly directory?: string
  /** Seconds between advertisements. Fractions are said in VRRP 3, which knows no passwords. Neutron: `ha_vrrp_advert_int`, 2. */
  readonly advertisementInterval?: number
  /** Neutron: `ha_vrrp_auth_type`; only with a password. */
  readonly authentication?: 'PASS' | 'AH'
  /** At most eight characters count. Neutron: `ha_vrrp_auth_password`. */
  readonly password?: string
  /** Seconds between pings to the gateways; 0 (default) = none. Neutron: `ha_vrrp_health_check_interval`. */
  readonly healthCheckInterval?: number
}

export const STATE_PATH = '/var/lib/neutron'

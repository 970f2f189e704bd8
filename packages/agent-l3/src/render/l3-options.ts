import type { MetadataProxyOptions } from '@netloom/core/kit'

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
  /** Guests behind routers are answered at the metadata address. Absent = they are not; Neutron: `enable_metadata_proxy`, True. */
  readonly metadata?: RouterMetadata
  /** Folder with a folder for each router's metadata proxy; absent = such proxies are nothing of this agent's. */
  readonly metadataDirectory?: string
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

/** How guests' requests for metadata are handed on. */
export interface RouterMetadata extends MetadataProxyOptions {
  /** Where the proxy listens in the router's namespace. Neutron: `metadata_port`, 9697. */
  readonly port: number
  /** Whether this host has IPv6: the same at fe80::a9fe:a9fe. */
  readonly ipv6: boolean
}

/** RFC 8200, 5: a link below it has no IPv6. */
export const LEAST_IPV6_MTU = 1280

export const STATE_PATH = '/var/lib/neutron'

import { dirname, join } from 'node:path'

/** How this host serves DHCP. Neutron: `dhcp_agent.ini`; what is absent has Neutron's default. */
export interface DhcpOptions {
  /** Folder with a folder for each network. `dhcp_confs`, default `<state_path>/dhcp`. */
  readonly directory: string
  /** DNS servers that dnsmasq asks. `dnsmasq_dns_servers`. */
  readonly dnsServers?: readonly string[]
  /** Ask the servers of the host's resolv.conf. `dnsmasq_local_resolv`, default false. */
  readonly localResolv?: boolean
  /** A file of dnsmasq's own options. `dnsmasq_config_file`. */
  readonly configFile?: string
  /** Most leases of one network. `dnsmasq_lease_max`, default 2²⁴. */
  readonly leaseMax?: number
  /** Answer by broadcast. `dhcp_broadcast_reply`, default false. */
  readonly broadcastReply?: boolean
  /** Several IPv6 addresses of a port in one line. `dnsmasq_enable_addr6_list`, default false. */
  readonly addressList6?: boolean
  /** Whom dnsmasq runs as. `dnsmasq_user`, which Neutron does not have; a driver chooses one where it is absent. */
  readonly serverUser?: string
  /** Default: dnsmasq's own choice. */
  readonly serverGroup?: string
  /** Folder for a log of each network. `dnsmasq_base_log_dir`. */
  readonly logDirectory?: string
  /** Seconds; 0 = the client's own rule. `dhcp_renewal_time`, `dhcp_rebinding_time`. */
  readonly renewalTime?: number
  readonly rebindingTime?: number
  /** Route to the metadata address through this server where no router is. `enable_isolated_metadata`, default false. */
  readonly isolatedMetadata?: boolean
  /** The same where a router is, too. `force_metadata`, default false. */
  readonly forceMetadata?: boolean
  /** Unix socket of the host's metadata server. `metadata_proxy_socket`, default `<state_path>/metadata_proxy`. */
  readonly metadataSocket?: string
  /** Folder with a folder for each network's metadata proxy; default: `ns-metadata-proxy` beside `directory`. */
  readonly proxyDirectory?: string
  /** Whom the proxy runs as. `metadata_proxy_user`, `metadata_proxy_group`, default: as the agent. */
  readonly proxyUser?: string
  readonly proxyGroup?: string
  /** Seconds in which changes of a network are gathered for one reload; 0 = each at once. `bulk_reload_interval`, default 0. */
  readonly bulkReloadInterval?: number
  /** Most seconds between attempts of what failed. `resync_interval`, default 30, Neutron's 5. */
  readonly resyncInterval?: number
}

/** Neutron's `state_path` where no file names one. */
export const STATE_PATH = '/var/lib/neutron'

export const DEFAULT_LEASE_MAX: number = 2 ** 24
/** Below it a link has no IPv6 at all (RFC 8200, 5). */
export const LEAST_IPV6_MTU = 1280

/** Where the metadata proxies of networks below `directory` keep their files. */
export const proxyDirectoryOf = ({ directory, proxyDirectory }: DhcpOptions): string =>
  proxyDirectory ?? join(dirname(directory), 'ns-metadata-proxy')

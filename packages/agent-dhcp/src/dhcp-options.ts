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
  /** Folder for a log of each network. `dnsmasq_base_log_dir`. */
  readonly logDirectory?: string
  /** Seconds; 0 = the client's own rule. `dhcp_renewal_time`, `dhcp_rebinding_time`. */
  readonly renewalTime?: number
  readonly rebindingTime?: number
  /** Route to the metadata address through this server where no router is. `enable_isolated_metadata`, default false. */
  readonly isolatedMetadata?: boolean
  /** The same where a router is, too. `force_metadata`, default false. */
  readonly forceMetadata?: boolean
}

export const DEFAULT_LEASE_MAX: number = 2 ** 24
/** RFC 3927; what clouds have agreed on. */
export const METADATA_ADDRESS = '169.254.169.254'

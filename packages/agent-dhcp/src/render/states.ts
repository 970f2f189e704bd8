import type { ServiceProcessState } from '@netloom/dataplane/service'

export type { NamespacePortState, NamespaceState } from '@netloom/dataplane/service'

/** A dnsmasq process with its files, which it reads again on SIGHUP. */
export interface DnsmasqState extends ServiceProcessState {
  readonly kind: 'dnsmasq'
  readonly interface: string
  /** Leases to begin with where there are none: MAC, address, name, client id. Counts for no comparison. */
  readonly firstLeases: readonly string[]
  /** Seconds; -1 = leases do not end. */
  readonly leaseDuration: number
  /**
   * Addresses of IPv6 whose leases end because their port was taken off its wire, each with when (`fd00::5 12`). What was read:
   * those that have ended.
   */
  readonly unleased: readonly string[]
}

/** A haproxy process that hands what guests ask the metadata address on to a socket of the host. */
export interface MetadataProxyState extends ServiceProcessState {
  readonly kind: 'metadata-proxy'
  readonly interface: string
  /** Only when read: no address of IPv6 can be in the namespace, so that nobody listens there. */
  readonly withoutIpv6?: boolean
}

import type { DeviceState } from '@netloom/core'

/** A network namespace of ours. */
export interface NamespaceState extends DeviceState {
  readonly kind: 'service-namespace'
  readonly name: string
  /** Only when read: nothing in it says whose it is. */
  readonly hasOldMark?: boolean
}

/** A pair of which one end is in a namespace of ours: what happens there comes out of the other end, which a switch plugs. */
export interface NamespacePortState extends DeviceState {
  readonly kind: 'namespace-port'
  readonly namespace: string
  /** The end on the host. */
  readonly device: string
  /** The end in the namespace. */
  readonly inner: string
  readonly macAddress: string
  /** Bytes. */
  readonly mtu: number
  /** With prefix lengths, sorted. */
  readonly addresses: readonly string[]
  /** Only when read: no address of IPv6 can be on it, so that none is missing. */
  readonly withoutIpv6?: boolean
  /** Only when read: the end on the host does not say whose it is. */
  readonly hasOldMark?: boolean
}

/** A dnsmasq process with its files. */
export interface DnsmasqState extends DeviceState {
  readonly kind: 'dnsmasq'
  readonly networkId: string
  readonly namespace: string
  readonly interface: string
  /** The network's own folder. */
  readonly directory: string
  readonly arguments: readonly string[]
  /** Read again on SIGHUP: name → text. */
  readonly files: Readonly<Record<string, string>>
  /** Leases to begin with where there are none: MAC, address, name, client id. Counts for no comparison. */
  readonly firstLeases: readonly string[]
  /** Seconds; -1 = leases do not end. */
  readonly leaseDuration: number
  /**
   * Addresses of IPv6 whose leases end because their port was taken off its wire, each with when (`fd00::5 12`). What was read:
   * those that have ended.
   */
  readonly unleased: readonly string[]
  /** What was read: runs in its namespace, and has read the files as they are. Always true when wanted. */
  readonly serving: boolean
}

/** A haproxy process that hands what guests ask the metadata address on to a socket of the host. */
export interface MetadataProxyState extends DeviceState {
  readonly kind: 'metadata-proxy'
  readonly networkId: string
  readonly namespace: string
  readonly interface: string
  /** The network's own folder. */
  readonly directory: string
  /** Text of haproxy's configuration file. */
  readonly config: string
  /** Only when read: no address of IPv6 can be in the namespace, so that nobody listens there. */
  readonly withoutIpv6?: boolean
  /** What was read: runs in its namespace, from this very file. Always true when wanted. */
  readonly running: boolean
}

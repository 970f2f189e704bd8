import type { DeviceState } from '@netloom/core'

/** A network namespace of a service: `qrouter-<router>`. */
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
  /**
   * Addresses that another program (VRRP) puts here and takes away: with prefix lengths. They are neither missing nor too many, and
   * such a link has no address of link scope from us, so that it says nothing by itself. Absent = all addresses are ours.
   */
  readonly movable?: readonly string[]
  /** Only when read: the end inside is down. */
  readonly isDown?: boolean
  /** Only when read: no address of IPv6 can be on it, so that none is missing. */
  readonly withoutIpv6?: boolean
  /** Only when read: the end on the host does not say whose it is. */
  readonly hasOldMark?: boolean
}

/** Network settings of a namespace of ours: `net/ipv4/ip_forward` → 1. */
export interface NamespaceSettingsState extends DeviceState {
  readonly kind: 'namespace-settings'
  readonly namespace: string
  readonly values: Readonly<Record<string, number>>
}

/** An address of its own on a device inside; see `ServiceNames.singleAddresses`. */
export interface NamespaceAddressState extends DeviceState {
  readonly kind: 'namespace-address'
  readonly namespace: string
  readonly inner: string
  /** With prefix length. */
  readonly address: string
  /** Of the device, for who is told of the address. Counts for no comparison. */
  readonly macAddress: string
}

/** A route inside, of protocol `static`: all of that protocol are ours. */
export interface NamespaceRouteState extends DeviceState {
  readonly kind: 'namespace-route'
  readonly namespace: string
  /** Prefix; `0.0.0.0/0` and `::/0` are the default routes. */
  readonly destination: string
  /** Sorted; several = each takes its share of the flows. */
  readonly hops: readonly RouteHop[]
}

export interface RouteHop {
  /** Absent = the destination is on the link. */
  readonly via?: string
  readonly inner: string
}

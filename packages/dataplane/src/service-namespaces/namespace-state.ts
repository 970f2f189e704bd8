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
  /** Only when read: no address of IPv6 can be on it, so that none is missing. */
  readonly withoutIpv6?: boolean
  /** Only when read: the end on the host does not say whose it is. */
  readonly hasOldMark?: boolean
}

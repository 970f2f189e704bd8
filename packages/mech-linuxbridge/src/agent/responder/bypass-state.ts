import type { DeviceState } from '@netloom/core'

/**
 * What goes past the proxy of a VXLAN device, which answers or swallows each ARP frame and each neighbour solicitation that it
 * is given: the frames leave through another device of the same VNI instead, which floods them.
 */
export interface ProxyBypassState extends DeviceState {
  readonly kind: 'proxy-bypass'
  /** The device that is a proxy. */
  readonly device: string
  /** The device that floods. */
  readonly to: string
  /** `network/<id>` */
  readonly owner: string
  /** Every ARP frame goes past it, not only what it could not answer. */
  readonly all: boolean
  /** Only when read: what makes it unfit as it is. */
  readonly fault?: string
}

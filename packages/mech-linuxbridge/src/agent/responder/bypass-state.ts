import type { DeviceState } from '@netloom/core'

/**
 * What leaves through `flood-<VNI>`. Beside a proxy, which answers or swallows each ARP frame and each neighbour solicitation that
 * it is given: `questions` = all of those, `unanswerable` = those that a proxy cannot answer truly. In a bridge: `held-back` = what
 * suppression keeps from the tunnel without answering it, `nothing` = nothing, for there is no suppression.
 */
export type BypassPasses = 'questions' | 'unanswerable' | 'held-back' | 'nothing'

/** What goes past the responder of a VXLAN device: it leaves through another device of the same VNI, which floods it. */
export interface BypassState extends DeviceState {
  readonly kind: 'proxy-bypass'
  /** The device whose leaving frames are looked at: the proxy, or the device that floods. */
  readonly device: string
  /** The device that floods. */
  readonly to: string
  /** `network/<id>` */
  readonly owner: string
  readonly passes: BypassPasses
  /** Only when read: what makes it unfit as it is. */
  readonly fault?: string
}

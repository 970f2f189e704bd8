import type { DeviceState } from '@netloom/core'

/** A bridge of ours (`br-int`, `br-tun`). Bridges of physical networks are the operator's: they are no states. */
export interface OvsBridgeState extends DeviceState {
  readonly kind: 'ovs-bridge'
  readonly name: string
  /** `system` (the kernel's) or `netdev` (in user space). */
  readonly datapathType: 'system' | 'netdev'
  /** `secure`: without a flow that says otherwise packets are dropped. Only a bridge that is read may be `standalone`. */
  readonly failMode: 'secure' | 'standalone'
  /** Whether multicast goes to those alone that asked for it (IGMP, MLD); absent = as it is. */
  readonly igmpSnooping?: boolean
  /** Only of a bridge that is read: its records name no agent. */
  readonly hasOldMark?: boolean
}

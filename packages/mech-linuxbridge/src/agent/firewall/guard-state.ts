import type { DeviceState } from '@netloom/core'

/** Keeps one device from sending what its port may not: rules of nftables, as nftables writes them. */
export interface BridgeGuardState extends DeviceState {
  readonly kind: 'bridge-guard'
  /** The device whose frames are looked at. */
  readonly device: string
  /** `port/<id>` */
  readonly owner: string
  readonly rules: readonly string[]
  /** What was read: frames of the device come to these rules. Always true when wanted. */
  readonly reached: boolean
  /** Only when read: its chain names no agent. */
  readonly hasOldMark?: boolean
}

/** Why a frame is dropped; each has a counter. */
export const REASONS = ['mac', 'vlan', 'arp', 'ipv4', 'ipv6', 'nd', 'dhcp-server', 'ra'] as const
export type Reason = (typeof REASONS)[number]

export const counterName = (device: string, reason: Reason): string => `${device}-${reason}`

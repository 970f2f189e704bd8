import type { DeviceState } from '@netloom/core'

/** Groups that filter a port, and the bridge by which its connections are told from those of other networks. */
export interface PortFilter {
  readonly groupIds: readonly string[]
  readonly stateful: boolean
  readonly bridge: string
}

/** An element of one of the sets that all guards share: the set's name, and the element as nftables writes it. */
export type GuardElement = readonly [set: string, element: string]

/** Keeps one device from sending what its port may not, and names the groups that filter it. */
export interface PortGuardState extends DeviceState {
  readonly kind: 'bridge-guard'
  readonly part: 'port'
  /** The device whose frames are looked at. */
  readonly device: string
  /** `port/<id>` */
  readonly owner: string
  readonly macs: readonly string[]
  readonly elements: readonly GuardElement[]
  /** Absent = no groups: its guard alone holds. */
  readonly filter?: PortFilter
  /** What was read: frames of the device come to its guard and its groups. Always true when wanted. */
  readonly intact: boolean
}

/** One rule of a group, for all ports that have the group. */
export interface GroupRuleState extends DeviceState {
  readonly kind: 'bridge-guard'
  readonly part: 'rule'
  readonly id: string
  readonly group: string
  readonly direction: 'ingress' | 'egress'
  /** What it allows, one line each; none = nothing that could ever be. */
  readonly matches: readonly string[]
  readonly intact: boolean
}

/** An address or prefix of a group's members, or of an address group. */
export interface GroupAddressState extends DeviceState {
  readonly kind: 'bridge-guard'
  readonly part: 'address'
  /** Id of the group. */
  readonly group: string
  readonly address: string
}

export type BridgeGuardState = PortGuardState | GroupRuleState | GroupAddressState

/** The "device" of what belongs to groups: it is on no link. */
export const GROUPS_DEVICE = 'security-groups'

/** Why a frame is dropped; each has a counted set. */
export const REASONS = ['mac', 'vlan', 'arp', 'ipv4', 'ipv6', 'nd', 'dhcp-server', 'ra'] as const
export type Reason = (typeof REASONS)[number]

export function guardKey(state: BridgeGuardState): string {
  if (state.part === 'port') return `bridge-guard ${state.device}`
  if (state.part === 'rule') return `bridge-guard security-group-rule/${state.id}`
  return `bridge-guard ${state.group}/${state.address}`
}

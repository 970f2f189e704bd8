import type { DeviceState } from '@netloom/core'

/** A VLAN device (IEEE 802.1Q) on an interface of the host, as a port of a bridge. */
export interface VlanState extends DeviceState {
  readonly kind: 'vlan'
  readonly name: string
  /** API object it is for, `network/<id>`; kept in the device's alias. */
  readonly owner: string
  /** The interface that tagged frames pass; somebody else's, and only waited for. */
  readonly parent: string
  /** 1..4094. */
  readonly vlanId: number
  /** The bridge it is a port of. */
  readonly bridge: string
  /** Bytes; absent = what the interface has. */
  readonly mtu?: number
  /** Only when read: what makes it unfit as it is (`down`). */
  readonly fault?: string
}

/** Fields the kernel cannot change on a device that exists. Pure. */
export const mustRecreateVlan = (desired: VlanState, actual: VlanState): boolean =>
  desired.parent !== actual.parent || desired.vlanId !== actual.vlanId

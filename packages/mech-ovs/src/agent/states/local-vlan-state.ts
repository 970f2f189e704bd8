import type { DeviceState } from '@netloom/core'

/** This host has a VLAN of its own for the segment. Which one is the host's business (1..4094); it is free again afterwards. */
export interface LocalVlanState extends DeviceState {
  readonly kind: 'local-vlan'
  readonly segmentId: string
  readonly networkId: string
}

import type { StandardAttributes } from './standard-attributes.ts'

/** DOWN until a data plane wires it. */
export type TrunkStatus = 'ACTIVE' | 'DOWN' | 'BUILD' | 'DEGRADED' | 'ERROR'

/** Carries the frames of its subports' networks over one parent port, told apart by their VLAN tags. */
export interface Trunk extends StandardAttributes {
  readonly id: string
  readonly projectId: string
  readonly name: string
  /** The parent. */
  readonly portId: string
  /** While false nothing of the trunk can change but this. */
  readonly adminStateUp: boolean
  readonly status: TrunkStatus
  readonly subports: readonly Subport[]
}

export interface Subport {
  readonly portId: string
  readonly segmentationType: string
  /** IEEE 802.1Q VLAN ID, 1 to 4094; unique in the trunk. */
  readonly segmentationId: number
}

/** A subport as its parent port shows it. */
export interface TrunkedPort extends Subport {
  readonly macAddress: string
}

/** `segmentationType` is `vlan`, or `inherit` = what the port's network has; the ID may be left out then. */
export interface SubportRequest {
  readonly portId: string
  readonly segmentationType?: string
  readonly segmentationId?: number
}

export interface TrunkCreate {
  readonly id?: string
  readonly projectId?: string
  readonly name?: string
  readonly description?: string
  readonly portId: string
  readonly adminStateUp?: boolean
  readonly subports?: readonly SubportRequest[]
}

export type TrunkUpdate = Partial<Pick<Trunk, 'name' | 'description' | 'adminStateUp'>>

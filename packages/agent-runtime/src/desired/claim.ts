import type { Cause, DeviceState } from '@netloom/core'

/** A unit's wish for one key. */
export interface Claim {
  readonly unit: string
  readonly state: DeviceState
  readonly cause: Cause
}

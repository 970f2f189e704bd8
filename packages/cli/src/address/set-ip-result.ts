import type { AddressChange } from './address-change.ts'

/** What was done, or would be, and what remains to be done in the guest. */
export interface SetIpResult extends AddressChange {
  readonly done: boolean
  readonly guest: string
}

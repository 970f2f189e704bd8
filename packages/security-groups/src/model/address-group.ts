import type { StandardAttributes } from '@netloom/core'

/** Prefixes under one name, for rules to refer to. */
export interface AddressGroup extends StandardAttributes {
  readonly id: string
  readonly projectId: string
  readonly name: string
  readonly shared: boolean
  /** Canonical, none twice, in the order of their text. A prefix does not swallow those inside of it. */
  readonly addresses: readonly string[]
}

export interface AddressGroupCreate {
  readonly id?: string
  readonly projectId?: string
  readonly name?: string
  readonly description?: string
  /** Prefixes, or addresses, which are prefixes of full length. */
  readonly addresses?: readonly string[]
}

export type AddressGroupUpdate = Partial<Pick<AddressGroup, 'name' | 'description'>>

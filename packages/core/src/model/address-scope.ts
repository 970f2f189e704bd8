import type { StandardAttributes } from './standard-attributes.ts'

/** Where addresses are unique: subnet pools of one scope never overlap, and its networks route to each other without NAT. */
export interface AddressScope extends StandardAttributes {
  readonly id: string
  readonly projectId: string
  readonly name: string
  readonly ipVersion: 4 | 6
  readonly shared: boolean
}

export interface AddressScopeCreate {
  readonly projectId?: string
  readonly name?: string
  readonly ipVersion: 4 | 6
  readonly shared?: boolean
}

/** `shared` can only become true. */
export type AddressScopeUpdate = Partial<Pick<AddressScope, 'name' | 'shared'>>

import type { StandardAttributes } from './standard-attributes.ts'

/** Prefixes that subnets are cut from, none of them twice. */
export interface Subnetpool extends StandardAttributes {
  readonly id: string
  readonly projectId: string
  readonly name: string
  readonly ipVersion: 4 | 6
  /** Canonical: ascending, as few as possible. */
  readonly prefixes: readonly string[]
  /** Bounds of subnets' prefix lengths, in bits; the default is taken when a request names none. */
  readonly minPrefixLength: number
  readonly maxPrefixLength: number
  readonly defaultPrefixLength: number
  /** Addresses (IPv4) or /64 networks (IPv6) that one project may take out; null or 0 = no limit. */
  readonly defaultQuota: number | null
  /** The one of its IP version that subnets get who ask for the default pool. */
  readonly isDefault: boolean
  readonly shared: boolean
  readonly addressScopeId: string | null
}

export interface SubnetpoolCreate {
  readonly projectId?: string
  readonly name: string
  readonly description?: string
  readonly prefixes: readonly string[]
  /** Default: 8 (IPv4), 64 (IPv6). */
  readonly minPrefixLength?: number
  /** Default: 32 (IPv4), 128 (IPv6). */
  readonly maxPrefixLength?: number
  /** Default: the minimum. */
  readonly defaultPrefixLength?: number
  readonly defaultQuota?: number | null
  readonly isDefault?: boolean
  readonly shared?: boolean
  readonly addressScopeId?: string | null
}

/** `prefixes` must hold all that the pool has. */
export type SubnetpoolUpdate = Partial<Omit<SubnetpoolCreate, 'projectId' | 'shared'>>

/** A subnet that a pool has adopted. */
export interface OnboardedSubnet {
  readonly id: string
  readonly cidr: string
}

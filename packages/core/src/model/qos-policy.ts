import type { QosRule } from './qos-rule.ts'
import type { StandardAttributes } from './standard-attributes.ts'

/** Rules for the traffic of the networks and ports that name it. */
export interface QosPolicy extends StandardAttributes {
  readonly id: string
  readonly projectId: string
  readonly name: string
  readonly shared: boolean
  /** New networks of the project get it unless they name another; one per project. */
  readonly isDefault: boolean
  /** A change of one is a change of the policy: it has another revision then. */
  readonly rules: readonly QosRule[]
}

export interface QosPolicyCreate {
  readonly id?: string
  readonly projectId?: string
  readonly name?: string
  readonly description?: string
  readonly shared?: boolean
  readonly isDefault?: boolean
}

export type QosPolicyUpdate = Partial<Pick<QosPolicy, 'name' | 'description' | 'shared' | 'isDefault'>>

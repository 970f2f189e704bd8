import type { OperatingStatus } from '../../wire/words.ts'
import type { AttributesOf, ObjectKind } from './kinds.ts'
import type { ProvisioningStatus } from './lb-object.ts'

export interface Ref {
  readonly id: string
}

interface ShownCommon<K extends ObjectKind> {
  readonly id: string
  readonly kind: K
  readonly projectId: string
  readonly name: string
  readonly description: string
  readonly adminStateUp: boolean
  readonly tags: readonly string[]
  readonly provisioningStatus: ProvisioningStatus
  readonly operatingStatus: OperatingStatus
  /** Why it is in ERROR. */
  readonly statusCause: string | null
  readonly revisionNumber: number
  readonly createdAt: string
  readonly updatedAt: string | null
  /** Its balancer. */
  readonly loadBalancers: readonly Ref[]
}

/** What hangs on an object, as references; whole in the answer to a fully populated create. */
interface Relations {
  readonly loadbalancer: {
    readonly vipPortId: string
    readonly listeners: readonly (Ref | Shown<'listener'>)[]
    readonly pools: readonly (Ref | Shown<'pool'>)[]
  }
  readonly listener: { readonly l7policies: readonly (Ref | Shown<'l7policy'>)[] }
  readonly pool: {
    readonly listeners: readonly Ref[]
    readonly members: readonly (Ref | Shown<'member'>)[]
    readonly healthmonitorId: string | null
    readonly healthmonitor?: Shown<'healthmonitor'> | null
  }
  readonly healthmonitor: { readonly pools: readonly Ref[] }
  readonly member: { readonly poolId: string }
  readonly l7policy: { readonly listenerId: string; readonly rules: readonly (Ref | Shown<'l7rule'>)[] }
  readonly l7rule: { readonly l7policyId: string }
}

/** An object as callers see it. */
export type Shown<K extends ObjectKind = ObjectKind> = {
  [One in K]: ShownCommon<One> & AttributesOf[One] & Relations[One]
}[K]

import type { ObjectFacts } from '../../wire/object-facts.ts'
import type { OperatingStatus } from '../../wire/words.ts'
import type { AttributesOf, ObjectKind } from './kinds.ts'

export type ProvisioningStatus = 'PENDING_CREATE' | 'PENDING_UPDATE' | 'PENDING_DELETE' | 'ACTIVE' | 'ERROR'

/** Counters that agents report. */
export type Stats = Pick<
  ObjectFacts,
  'bytesIn' | 'bytesOut' | 'activeConnections' | 'totalConnections' | 'requestErrors'
>

interface Stored<K extends ObjectKind> {
  readonly id: string
  readonly kind: K
  readonly loadBalancerId: string
  readonly parentId: string | null
  readonly projectId: string
  readonly name: string
  readonly description: string
  readonly adminStateUp: boolean
  readonly tags: readonly string[]
  readonly attributes: AttributesOf[K]
  readonly vipPortId: string | null
  /** As it was written: {@link pendingUntil} says how long a PENDING holds. */
  readonly provisioningStatus: ProvisioningStatus
  readonly pendingUntil: string | null
  readonly statusCause: string | null
  readonly deployed: boolean
  readonly health: OperatingStatus | null
  readonly stats: Stats
  readonly version: number
  readonly revisionNumber: number
  readonly createdAt: string
  readonly updatedAt: string | null
}

/** An object as the store has it. */
export type LbObject<K extends ObjectKind = ObjectKind> = { [One in K]: Stored<One> }[K]

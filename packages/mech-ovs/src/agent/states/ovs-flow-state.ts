import type { DeviceState } from '@netloom/core'
import type { FlowAction } from '../flow/flow-action.ts'
import type { FlowMatch } from '../flow/flow-match.ts'

/** One flow of a bridge; bridge, table, priority and match are its identity. */
export interface OvsFlowState extends DeviceState {
  readonly kind: 'ovs-flow'
  readonly bridge: string
  readonly table: number
  readonly priority: number
  readonly match: FlowMatch
  /** Empty = drop. */
  readonly actions: readonly FlowAction[]
}

import type { DeviceState } from '@netloom/core'
import type { FlowAction } from '../flow/flow-action.ts'
import type { FlowMatch } from '../flow/flow-match.ts'
import type { FoundFlow } from './found-flow.ts'

/** One flow of a bridge; bridge, table, priority and match are its identity. */
export interface OvsFlowState extends DeviceState {
  readonly kind: 'ovs-flow'
  readonly bridge: string
  readonly table: number
  readonly priority: number
  readonly match: FlowMatch
  /** Empty = drop. */
  readonly actions: readonly FlowAction[]
  /** Link without which it is not written: the device of a port that it guards. */
  readonly waitsFor?: string
  /** What packets that it drops mean; its cookie says so, too, so that a switch lists such flows by themselves. */
  readonly counts?: 'spoofs'
  /** Only of a flow that is read, whose `match` and `actions` are empty: the switch knows numbers, no names. */
  readonly found?: FoundFlow
}

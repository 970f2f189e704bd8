import type { DeviceState } from '@netloom/core'
import type { FlowAction } from '../flow/flow-action.ts'
import type { FlowMatch } from '../flow/flow-match.ts'
import type { FoundFlow } from './found-flow.ts'

/**
 * One port that a flood flow sends to. All states of the same bridge, table, priority and match are one flow on the switch:
 * `before`, then an output to each of their ports. It exists as long as one of them does. `before` belongs to the flow, so
 * the states of one flow agree on it.
 */
export interface OvsFloodState extends DeviceState {
  readonly kind: 'ovs-flood'
  readonly bridge: string
  readonly table: number
  readonly priority: number
  readonly match: FlowMatch
  readonly before: readonly FlowAction[]
  /** Name of the OVS port that gets a copy; of one that is read, `#` and its number when nothing has that number, and empty when the flow sends to none. */
  readonly port: string
  /** Only of a flow that is read, whose `match` and `before` are empty: the switch knows numbers, no names. */
  readonly found?: FoundFlow & { readonly portNumber?: number }
}

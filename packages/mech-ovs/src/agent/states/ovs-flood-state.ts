import type { DeviceState } from '@netloom/core'
import type { FlowAction } from '../flow/flow-action.ts'
import type { FlowMatch } from '../flow/flow-match.ts'
import type { FoundFlow } from './found-flow.ts'

/**
 * One branch of a flow: a port that it sends to, as a rule. All states of the same bridge, table, priority and match are one flow
 * on the switch: `before`, then each of their branches. It exists as long as one of them does. `before` belongs to the flow, so
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
  /** Link without which the branch is not written. */
  readonly waitsFor?: string
  /** Absent = the copy leaves by the port. */
  readonly into?: FloodInto
  /** Only of a flow that is read, whose `match` and `before` are empty: the switch knows numbers, no names. */
  readonly found?: FoundFlow & { readonly branch: string }
}

/** A table that a branch goes on in: on its way to the port, with `flags` in register 7, or to ask for one remote (`port` is empty). */
export type FloodInto =
  { readonly table: number; readonly flags: number } | { readonly table: number; readonly remoteId: string }

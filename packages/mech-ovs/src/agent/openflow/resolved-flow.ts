import type { FlowAction } from '../flow/flow-action.ts'
import type { FlowMatch } from '../flow/flow-match.ts'

/** What a flow matches, in numbers of one bridge as they are now. */
export interface ResolvedMatch extends Omit<FlowMatch, 'inPort' | 'vlan'> {
  readonly inPort?: number
  readonly vlan?: number | 'none'
  /** Only of a flow that is read: fields that we never write, as they were on the wire (hex, with their headers). */
  readonly others?: readonly string[]
}

/** What a flow does, in numbers of one bridge as they are now. */
export type ResolvedAction =
  | Exclude<FlowAction, { readonly type: 'output' | 'set-vlan' }>
  | { readonly type: 'output'; readonly port: number }
  | { readonly type: 'set-vlan'; readonly vlan: number }
  /** Only of a flow that is read: an action or instruction that we never write, as it was on the wire (hex). */
  | { readonly type: 'other'; readonly bytes: string }

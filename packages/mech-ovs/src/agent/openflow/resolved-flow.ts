import type { FlowAction } from '../flow/flow-action.ts'
import type { Bits, FlowMatch } from '../flow/flow-match.ts'

/** What a flow matches, in numbers of one bridge as they are now. */
export interface ResolvedMatch extends Omit<FlowMatch, 'inPort' | 'vlan' | 'reg5' | 'reg6'> {
  readonly inPort?: number
  readonly vlan?: number | 'none' | 'tagged'
  readonly reg5?: Bits
  readonly reg6?: Bits
  /** Only of a flow that is read: fields that we never write, as they were on the wire (hex, with their headers). */
  readonly others?: readonly string[]
}

/** What a flow does, in numbers of one bridge as they are now. */
export type ResolvedAction =
  | Exclude<FlowAction, { readonly type: 'output' | 'set-vlan' | 'load' }>
  | { readonly type: 'output'; readonly port: number }
  | { readonly type: 'set-vlan'; readonly vlan: number }
  | (Omit<Extract<FlowAction, { readonly type: 'load' }>, 'value'> & { readonly value: number })
  /** Only of a flow that is read: an action or instruction that we never write, as it was on the wire (hex). */
  | { readonly type: 'other'; readonly bytes: string }

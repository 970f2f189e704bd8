import type { Rendered } from '@netloom/core'
import type { FlowAction } from '../../flow/flow-action.ts'
import type { FlowMatch } from '../../flow/flow-match.ts'
import { flow, resubmit } from '../../render/flows.ts'
import type { Place } from '../guards/guard-flow.ts'
import { FILTER, JUDGEMENT_BITS } from './filter-tables.ts'

/** Makes the flows of one bridge. */
export type MakeFlow = (place: Place, match: FlowMatch, actions: readonly FlowAction[], rule: string) => Rendered

export const flowsOf =
  (bridge: string): MakeFlow =>
  (place, match, actions, rule) =>
    flow(bridge, place, match, actions, rule)

/** Asks the rules of all groups of the port in register 5, from these flags; then `verdict` has the word. */
export const judge = (flagBits: number, verdict: number): readonly FlowAction[] => [
  { type: 'load', field: 'reg7', value: flagBits, bits: JUDGEMENT_BITS },
  resubmit(FILTER.service),
  resubmit(verdict),
]

/** Not only IPv4 and IPv6 flows: each needs its own, since connection tracking asks for one of them. */
export const both = (make: (ethType: number) => Rendered): readonly Rendered[] => [make(0x0800), make(0x86dd)]

import type { RuleAnswer } from './answers.ts'

/** Where we answer otherwise than Neutron 21, on purpose. */
export interface Difference {
  readonly reason: string
  readonly applies: (theirs: RuleAnswer) => boolean
  /** What we say then: a type of error, or `made`. */
  readonly ours: string
}

const says = (theirs: RuleAnswer, field: string): unknown => theirs.request[field]

export const DIFFERENCES: readonly Difference[] = [
  {
    reason: 'Neutron fails over an empty id (500); we take it for none',
    applies: (theirs) => theirs.status === 500 && says(theirs, 'remote_group_id') === '',
    ours: 'made',
  },
  {
    reason: 'later releases take `any` for any protocol, and so do we',
    applies: (theirs) => says(theirs, 'protocol') === 'any' && theirs.type === 'SecurityGroupRuleInvalidProtocol',
    ours: 'made',
  },
]

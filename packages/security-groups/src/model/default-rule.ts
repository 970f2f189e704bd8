import type { StandardAttributes } from '@netloom/core'
import type { RuleMatch, RuleMatchRequest } from './security-group-rule.ts'

/** In place of a group's id: the group that the rule is made for. */
export const PARENT = 'PARENT'

/** A rule that new groups begin with. */
export interface DefaultSecurityGroupRule extends RuleMatch, Omit<StandardAttributes, 'tags'> {
  readonly id: string
  readonly usedInDefaultSg: boolean
  readonly usedInNonDefaultSg: boolean
}

export interface DefaultSecurityGroupRuleCreate extends RuleMatchRequest {
  readonly id?: string
  readonly description?: string
  /** Default false. */
  readonly usedInDefaultSg?: boolean
  /** Default true. */
  readonly usedInNonDefaultSg?: boolean
}

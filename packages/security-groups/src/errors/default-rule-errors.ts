import { ConflictError, NotFoundError } from '@netloom/core'

/** Neutron's types and words. */
export class DefaultSecurityGroupRuleNotFoundError extends NotFoundError {
  readonly code = 'DefaultSecurityGroupRuleNotFound'
  constructor(readonly ruleId: string) {
    super(`Default Security Group rule ${ruleId} does not exist`)
  }
}

export class DefaultSecurityGroupRuleExistsError extends ConflictError {
  readonly code = 'DefaultSecurityGroupRuleExists'
  constructor(readonly ruleId: string) {
    super(`Default Security group rule already exists. Rule id is ${ruleId}.`)
  }
}

export class DuplicateDefaultSgRuleInPostError extends ConflictError {
  readonly code = 'DuplicateDefaultSgRuleInPost'
  constructor() {
    super('Duplicate Default Security Group Rule in POST.')
  }
}

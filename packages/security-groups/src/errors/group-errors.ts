import { BadRequestError, ConflictError, NotFoundError } from '@netloom/core'

/** Neutron's types and words. */
export class SecurityGroupNotFoundError extends NotFoundError {
  readonly code = 'SecurityGroupNotFound'
  /** One id, or several with commas between. */
  constructor(readonly securityGroupId: string) {
    super(`Security group ${securityGroupId} does not exist`)
  }
}

export class SecurityGroupInUseError extends ConflictError {
  readonly code = 'SecurityGroupInUse'
  constructor(readonly securityGroupId: string) {
    super(`Security Group ${securityGroupId} in use.`)
  }
}

export class SecurityGroupCannotRemoveDefaultError extends ConflictError {
  readonly code = 'SecurityGroupCannotRemoveDefault'
  constructor() {
    super('Insufficient rights for removing default security group.')
  }
}

export class SecurityGroupCannotUpdateDefaultError extends ConflictError {
  readonly code = 'SecurityGroupCannotUpdateDefault'
  constructor() {
    super('Updating default security group not allowed.')
  }
}

export class SecurityGroupDefaultAlreadyExistsError extends ConflictError {
  readonly code = 'SecurityGroupDefaultAlreadyExists'
  constructor() {
    super('Default security group already exists.')
  }
}

export class SecurityGroupConflictError extends ConflictError {
  readonly code = 'SecurityGroupConflict'
  constructor(reason: string) {
    super(`Error ${reason} while attempting the operation.`)
  }
}

export class PortSecurityPortHasSecurityGroupError extends ConflictError {
  readonly code = 'PortSecurityPortHasSecurityGroup'
  constructor() {
    super(
      'Port has security group associated. Cannot disable port security or IP address until security group is removed.',
    )
  }
}

export class PortSecurityAndIpRequiredError extends BadRequestError {
  readonly code = 'PortSecurityAndIPRequiredForSecurityGroups'
  constructor() {
    super('Port security must be enabled and port must have an IP address in order to use security groups.')
  }
}

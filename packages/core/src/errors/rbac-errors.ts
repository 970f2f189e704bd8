import { BadRequestError, ConflictError, NotFoundError } from './networking-error.ts'

export class RbacPolicyNotFoundError extends NotFoundError {
  readonly code = 'RbacPolicyNotFound'
  constructor(readonly id: string) {
    super(`RBAC policy of type unknown with ID ${id} not found`)
  }
}

export class DuplicateRbacPolicyError extends ConflictError {
  readonly code = 'DuplicateRbacPolicy'
  constructor() {
    super('An RBAC policy already exists with those values.')
  }
}

export class InvalidActionForTypeError extends BadRequestError {
  readonly code = 'InvalidActionForType'
  constructor(action: string, objectType: string, valid: readonly string[]) {
    // a Python tuple: one of one element ends with a comma
    const tuple = valid.map((one) => `'${one}'`).join(', ') + (valid.length === 1 ? ',' : '')
    super(`Invalid action '${action}' for object type '${objectType}'. Valid actions: (${tuple})`)
  }
}

/** Somebody uses what the entry lets them use, and no other entry does. */
export class RbacPolicyInUseError extends ConflictError {
  readonly code = 'RbacPolicyInUse'
  constructor(
    readonly objectId: string,
    details: string,
  ) {
    super(
      `RBAC policy on object ${objectId} cannot be removed because other objects depend on it.\nDetails: ${details}`,
    )
  }
}

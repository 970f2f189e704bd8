import { BadRequestError, ConflictError, NetworkingError, NotFoundError } from './networking-error.ts'

/** A project would have more objects than it may. */
export class OverQuotaError extends ConflictError {
  readonly code = 'OverQuota'
  constructor(readonly resources: readonly string[]) {
    super(`Quota exceeded for resources: [${resources.map((resource) => `'${resource}'`).join(', ')}].`)
  }
}

/** The project has no limits of its own. */
export class QuotaNotFoundError extends NotFoundError {
  readonly code = 'TenantQuotaNotFound'
  constructor(readonly projectId: string) {
    super(`Quota for tenant ${projectId} could not be found.`)
  }
}

/** A new limit below what the project has, where the caller asked to be told. */
export class QuotaBelowUseError extends BadRequestError {
  readonly code = 'HTTPBadRequest'
  constructor(
    readonly resource: string,
    readonly limit: number,
    readonly used: number,
  ) {
    super(`Quota limit ${String(limit)} for ${resource} must be greater than or equal to already used ${String(used)}`)
  }
}

export class AdminRequiredError extends NetworkingError {
  readonly code = 'AdminRequired'
  readonly status = 403
  constructor(reason: string) {
    super(`User does not have admin privileges: ${reason}.`)
  }
}

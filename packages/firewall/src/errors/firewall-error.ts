import { BadRequestError, ConflictError, NotFoundError, type NetworkingError } from '@netloom/core'

class FirewallBadRequestError extends BadRequestError {
  constructor(
    readonly code: string,
    message: string,
  ) {
    super(message)
  }
}

class FirewallNotFoundError extends NotFoundError {
  constructor(
    readonly code: string,
    message: string,
  ) {
    super(message)
  }
}

class FirewallConflictError extends ConflictError {
  constructor(
    readonly code: string,
    message: string,
  ) {
    super(message)
  }
}

/** An error by Neutron's type and words: they are what the two versions of the API differ in. */
export type FirewallError = (type: string, message: string) => NetworkingError

export const badRequest: FirewallError = (type, message) => new FirewallBadRequestError(type, message)
export const notFound: FirewallError = (type, message) => new FirewallNotFoundError(type, message)
export const conflict: FirewallError = (type, message) => new FirewallConflictError(type, message)

/** Base of everything a caller can be told. `code` is Neutron's exception type and stable across releases; compare it, not the class. */
export abstract class NetworkingError extends Error {
  abstract readonly code: string
  abstract readonly status: 400 | 403 | 404 | 409 | 412 | 500 | 503
  override get name(): string {
    return this.code
  }
}
export abstract class BadRequestError extends NetworkingError {
  readonly status = 400
}
export abstract class NotFoundError extends NetworkingError {
  readonly status = 404
}
export abstract class ConflictError extends NetworkingError {
  readonly status = 409
}
export abstract class ServiceUnavailableError extends NetworkingError {
  readonly status = 503
}

import { BadRequestError } from '@netloom/core'

/** A request that is no good as a request; Neutron lets webob raise these, so their type is webob's. */
export class HttpBadRequestError extends BadRequestError {
  readonly code: string = 'HTTPBadRequest'
}

/** List parameters that make no sense. */
export class BadListRequestError extends BadRequestError {
  readonly code = 'BadRequest'
  constructor(resource: string, problem: string) {
    super(`Bad ${resource} request: ${problem}.`)
  }
}

/** Problems of the request itself, before any resource is asked. */
export class HttpError extends Error {
  constructor(
    readonly status: 401 | 403 | 404 | 405 | 406 | 413 | 414 | 415 | 429 | 431 | 503,
    readonly code: string,
    message: string,
  ) {
    super(message)
  }
}

const MALFORMED = 'The server could not comply with the request since it is either malformed or otherwise incorrect.'

export const forbidden = (): HttpError => new HttpError(403, 'HTTPForbidden', 'Access was denied to this resource.')
export const notFound = (): HttpError => new HttpError(404, 'HTTPNotFound', 'The resource could not be found.')
export const methodNotAllowed = (): HttpError => new HttpError(405, 'HTTPMethodNotAllowed', MALFORMED)
export const notAcceptable = (): HttpError => new HttpError(406, 'HTTPNotAcceptable', MALFORMED)

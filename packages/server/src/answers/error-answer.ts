import { type Dialect, HttpError, neutronErrorBody } from '@netloom/api'
import { UnauthorizedError } from '../auth/unauthorized-error.ts'

/** What a client is told of an error: Neutron's body. `cause` is for the log, when the fault is ours. */
export interface ErrorAnswer {
  readonly status: number
  readonly body: string
  /** Nobody else has written it down: the log needs to. */
  readonly isOurFault: boolean
  readonly headers?: Readonly<Record<string, string>>
}

const MALFORMED = 'The server could not comply with the request since it is either malformed or otherwise incorrect.'

/** Nothing of an error that was not made for clients gets out. */
export function errorAnswer(error: unknown, dialect?: Dialect): ErrorAnswer {
  const answer = answerIn(dialect)
  if (error instanceof UnauthorizedError) return unauthorized(error)
  if (error instanceof HttpError) return answer(error.status, error.code, error.message)
  if (isNetworkingError(error) && error.status !== 500) return answer(error.status, error.code, error.message)
  if (isFastifyError(error)) return fromFastify(error, answer)
  return {
    ...answer(500, 'HTTPInternalServerError', 'Request Failed: internal server error while processing your request.'),
    isOurFault: !isLogged(error),
  }
}

/** The engine knows more of some faults than their error says (whose driver, which hook), and has logged them with it. */
function isLogged(error: unknown): boolean {
  return error instanceof Error && 'isLogged' in error && error.isLogged === true
}

/** Not Neutron's body but that of the middleware in front of it, which clients know. */
function unauthorized({ status, message, challenge }: UnauthorizedError): ErrorAnswer {
  const body = JSON.stringify({ error: { code: status, title: 'Unauthorized', message } })
  return { status, body, isOurFault: false, headers: { 'www-authenticate': challenge } }
}

type Answer = (status: number, code: string, message: string) => ErrorAnswer

/** What a resource's own clients read; Neutron's body where nobody says otherwise. */
function answerIn(dialect: Dialect | undefined): Answer {
  const bodyOf =
    dialect === undefined ? neutronErrorBody : (error: Parameters<Dialect['errorBody']>[0]) => dialect.errorBody(error)
  return (status, code, message) => ({
    status,
    body: JSON.stringify(bodyOf({ status, code, message })),
    isOurFault: false,
  })
}

const TYPES: Readonly<Record<number, string>> = {
  400: 'HTTPBadRequest',
  404: 'HTTPNotFound',
  413: 'HTTPRequestEntityTooLarge',
  414: 'HTTPRequestURITooLong',
  415: 'HTTPUnsupportedMediaType',
}

function fromFastify(
  { statusCode, message }: { readonly statusCode: number; readonly message: string },
  answer: Answer,
): ErrorAnswer {
  const type = TYPES[statusCode] ?? 'HTTPBadRequest'
  return answer(statusCode, type, statusCode === 413 ? message : MALFORMED)
}

// By shape: drivers may bring a copy of core of their own.
function isNetworkingError(error: unknown): error is Error & { readonly code: string; readonly status: number } {
  return (
    error instanceof Error &&
    'code' in error &&
    typeof error.code === 'string' &&
    'status' in error &&
    typeof error.status === 'number'
  )
}

function isFastifyError(error: unknown): error is Error & { readonly statusCode: number } {
  return (
    error instanceof Error &&
    'statusCode' in error &&
    typeof error.statusCode === 'number' &&
    error.statusCode >= 400 &&
    error.statusCode < 500
  )
}

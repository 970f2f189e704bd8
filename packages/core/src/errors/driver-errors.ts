import { NetworkingError, ServiceUnavailableError } from './networking-error.ts'

export interface DriverFault {
  readonly driver: string
  readonly error: unknown
}

type Status = NetworkingError['status']

/**
 * What mechanism drivers raised. One fault, or several of one HTTP status, keep that status; several statuses make a
 * conflict; a fault that is not a NetworkingError counts as 500. `code` is the driver's own when there is just one.
 */
export class MechanismDriverError extends NetworkingError {
  readonly code: string
  readonly status: Status
  constructor(
    readonly method: string,
    readonly faults: readonly DriverFault[],
  ) {
    super(faults.map(({ driver, error }) => describe(driver, method, error)).join('\n'), { cause: faults[0]?.error })
    const statuses = new Set(faults.map(({ error }) => statusOf(error)))
    const [first] = statuses
    this.status = statuses.size === 1 && first !== undefined ? first : 409
    const only = faults.length === 1 ? faults[0]?.error : undefined
    this.code = isNetworkingError(only) ? only.code : 'MechanismDriverError'
  }
}

/** A driver's hook went on for longer than it may. In a precommit everything was rolled back, so the request may be made again. */
export class HookDeadlineError extends ServiceUnavailableError {
  readonly code = 'MechanismDriverError'
  constructor(
    readonly call: { readonly kind: string; readonly driver: string; readonly hook: string },
    milliseconds: number,
  ) {
    const { kind, driver, hook } = call
    super(`${kind} driver '${driver}' did not end ${hook} within ${String(milliseconds)} ms`)
  }
}

// By shape: a driver may bring its own copy of core, so instanceof would miss its errors.
function isNetworkingError(error: unknown): error is Error & { readonly code: string; readonly status: Status } {
  return (
    error instanceof Error &&
    'code' in error &&
    typeof error.code === 'string' &&
    'status' in error &&
    typeof error.status === 'number'
  )
}

function statusOf(error: unknown): Status {
  return isNetworkingError(error) ? error.status : 500
}

function describe(driver: string, method: string, error: unknown): string {
  if (isNetworkingError(error)) return error.message
  return `mechanism driver '${driver}' failed in ${method}: ${error instanceof Error ? error.message : String(error)}`
}

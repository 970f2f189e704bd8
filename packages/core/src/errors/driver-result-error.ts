import { NetworkingError } from './networking-error.ts'

/** One thing wrong in what a driver's hook returned. `field` is '' when the whole answer is wrong. */
export interface ResultProblem {
  readonly field: string
  readonly value: string
  readonly problem: string
}

/**
 * A driver's hook returned what its contract does not allow; nothing of it was kept. Clients are told of an internal error only.
 * The engine has logged it when this is thrown.
 */
export class DriverResultError extends NetworkingError {
  readonly code = 'MechanismDriverError'
  readonly status = 500
  readonly isLogged = true
  constructor(
    readonly call: { readonly kind: string; readonly driver: string; readonly hook: string },
    readonly problems: readonly ResultProblem[],
  ) {
    super(problems.map((one) => describe(call, one)).join('\n'))
  }
}

function describe({ kind, driver, hook }: DriverResultError['call'], { field, value, problem }: ResultProblem): string {
  return `${kind} driver '${driver}' returned from ${hook}${field === '' ? '' : ` ${field}`} = ${value}: ${problem}`
}

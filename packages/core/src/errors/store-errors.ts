import { ServiceUnavailableError } from './networking-error.ts'

/** The store cannot be read or written now (disk full, read-only, gone). Nothing was half-written. */
export class StoreUnavailableError extends ServiceUnavailableError {
  readonly code = 'StoreUnavailable'
  constructor(problem: string, options?: ErrorOptions) {
    super(`The store is not available: ${problem}`, options)
  }
}

import { BadRequestError } from '@netloom/core'

/** A request that is no good as a request. */
class LbaasApiError extends BadRequestError {
  readonly code = 'InvalidInput'
}

export const apiError = (message: string): Error => new LbaasApiError(message)

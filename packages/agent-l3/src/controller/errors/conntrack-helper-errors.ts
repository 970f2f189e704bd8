import { BadRequestError, NotFoundError } from '@netloom/core'

export class ConntrackHelperNotFoundError extends NotFoundError {
  readonly code = 'ConntrackHelperNotFound'
  constructor(id: string) {
    super(`Conntrack Helper ${id} could not be found.`)
  }
}

export class ConntrackHelperNotAllowedError extends BadRequestError {
  readonly code = 'ConntrackHelperNotAllowed'
  constructor(helper: string) {
    super(`Conntrack Helper ${helper} is not allowed.`)
  }
}

export class InvalidProtocolForHelperError extends BadRequestError {
  readonly code = 'InvalidProtocolForHelper'
  constructor(helper: string, protocol: string, supported: readonly string[]) {
    super(`Conntrack Helper ${helper} does not support: ${protocol}. Supported protocols are: ${supported.join(', ')}`)
  }
}

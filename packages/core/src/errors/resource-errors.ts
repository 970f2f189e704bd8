import { NetworkingError, NotFoundError } from './networking-error.ts'

export class NetworkNotFoundError extends NotFoundError {
  readonly code = 'NetworkNotFound'
  constructor(readonly networkId: string) {
    super(`Network ${networkId} could not be found.`)
  }
}

export class SubnetNotFoundError extends NotFoundError {
  readonly code = 'SubnetNotFound'
  constructor(readonly subnetId: string) {
    super(`Subnet ${subnetId} could not be found.`)
  }
}

export class PortNotFoundError extends NotFoundError {
  readonly code = 'PortNotFound'
  constructor(readonly portId: string) {
    super(`Port ${portId} could not be found.`)
  }
}

export class AgentNotFoundError extends NotFoundError {
  readonly code = 'AgentNotFound'
  constructor(readonly agentId: string) {
    super(`Agent ${agentId} could not be found.`)
  }
}

export class AvailabilityZoneNotFoundError extends NotFoundError {
  readonly code = 'AvailabilityZoneNotFound'
  constructor(readonly zone: string) {
    super(`AvailabilityZone ${zone} could not be found.`)
  }
}

/** The object changed since the caller read it (`If-Match: revision_number=…`). */
export class RevisionNumberConstraintFailedError extends NetworkingError {
  readonly code = 'RevisionNumberConstraintFailed'
  readonly status = 412
  constructor(
    readonly expected: number,
    readonly actual: number,
  ) {
    super(`Constrained to ${String(expected)}, but current revision is ${String(actual)}`)
  }
}

/** Visible (a shared network, say) but not the caller's to change. */
export class NotAuthorizedError extends NetworkingError {
  readonly code = 'PolicyNotAuthorized'
  readonly status = 403
  constructor(action: string) {
    super(`${action} is disallowed by policy`)
  }
}

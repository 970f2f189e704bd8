import { BadRequestError, ConflictError, ServiceUnavailableError } from './networking-error.ts'

/** A request that cannot be right; the message names field, value and what is allowed. */
export class InvalidInputError extends BadRequestError {
  readonly code = 'InvalidInput'
  constructor(problem: string, options?: ErrorOptions) {
    super(`Invalid input for operation: ${problem}.`, options)
  }
}

export interface FieldProblem {
  /** By the names of the model: `['fixedIps', 0, 'ipAddress']`. */
  readonly path: readonly PropertyKey[]
  /** As it was given; absent = nothing was. */
  readonly value?: string
  readonly problem: string
}

/** Fields of a request that cannot be right. Servers that call them otherwise say so with their own names. */
export class InvalidFieldsError extends InvalidInputError {
  constructor(readonly problems: readonly FieldProblem[]) {
    super(problems.map(describeProblem).join('; '))
  }
}

function describeProblem({ path, value, problem }: FieldProblem): string {
  const name = path.join('.')
  return value === undefined ? `${name} ${problem}` : `${name} = ${value}: ${problem}`
}

/** One segment in `provider`, or several in `segments`. */
export class SegmentsSetInConjunctionWithProvidersError extends BadRequestError {
  readonly code = 'SegmentsSetInConjunctionWithProviders'
  constructor() {
    super('Segments and provider values cannot both be set.')
  }
}

export class SegmentsContainDuplicateEntryError extends BadRequestError {
  readonly code = 'SegmentsContainDuplicateEntry'
  constructor(readonly segment: string) {
    super('Duplicate segment entry in request.')
  }
}

export class TunnelIdInUseError extends ConflictError {
  readonly code = 'TunnelIdInUse'
  constructor(
    readonly tunnelId: number,
    options?: ErrorOptions,
  ) {
    super(`Unable to create the network. The tunnel ID ${String(tunnelId)} is in use.`, options)
  }
}

export class VlanIdInUseError extends ConflictError {
  readonly code = 'VlanIdInUse'
  constructor(
    readonly vlanId: number,
    readonly physicalNetwork: string,
    options?: ErrorOptions,
  ) {
    super(
      `Unable to create the network. The VLAN ${String(vlanId)} on physical network ${physicalNetwork} is in use.`,
      options,
    )
  }
}

export class FlatNetworkInUseError extends ConflictError {
  readonly code = 'FlatNetworkInUse'
  constructor(
    readonly physicalNetwork: string,
    options?: ErrorOptions,
  ) {
    super(`Unable to create the flat network. Physical network ${physicalNetwork} is in use.`, options)
  }
}

export class NoNetworkAvailableError extends ServiceUnavailableError {
  readonly code = 'NoNetworkAvailable'
  constructor(detail: string, options?: ErrorOptions) {
    super(`Unable to create the network. No available network found: ${detail}.`, options)
  }
}

/** Other requests took every id this one tried to get; repeating it later works. */
export class SegmentPoolContendedError extends ServiceUnavailableError {
  readonly code = 'RetryRequest'
  constructor(networkType: string, options?: ErrorOptions) {
    super(`Too many requests allocate ${networkType} segments at once; repeat the request.`, options)
  }
}

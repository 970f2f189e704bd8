import { BadRequestError, ConflictError, type NetworkingError, NotFoundError } from '@netloom/core'

class LbBadRequestError extends BadRequestError {
  constructor(
    readonly code: string,
    message: string,
  ) {
    super(message)
  }
}

class LbConflictError extends ConflictError {
  constructor(
    readonly code: string,
    message: string,
  ) {
    super(message)
  }
}

class LbNotFoundError extends NotFoundError {
  readonly code = 'NotFound'
}

/** 501: what the balancer's provider cannot do. Octavia: UnsupportedOptionError. */
export class UnsupportedOptionError extends Error {
  readonly code = 'UnsupportedOptionError'
  readonly status = 501
  constructor(provider: string, problem: string) {
    super(`Provider '${provider}' does not support a requested option: ${problem}`)
  }
}

const bad = (code: string, message: string): NetworkingError => new LbBadRequestError(code, message)
const conflict = (code: string, message: string): NetworkingError => new LbConflictError(code, message)

/** Octavia's exceptions by their names and words. */
export const lbErrors = {
  notFound: (what: string, id: string): NetworkingError => new LbNotFoundError(`${what} ${id} not found.`),
  validation: (problem: string): NetworkingError => bad('ValidationException', `Validation failure: ${problem}`),
  option: (value: string, option: string): NetworkingError =>
    bad('InvalidOption', `${value} is not a valid option for ${option}`),
  policyArguments: (problem: string): NetworkingError =>
    bad('InvalidL7PolicyArgs', `Invalid L7 Policy arguments: ${problem}`),
  ruleArguments: (problem: string): NetworkingError => bad('L7RuleValidation', `Error parsing L7Rule: ${problem}`),
  providerNotEnabled: (name: string): NetworkingError =>
    bad('ProviderNotEnabledError', `Provider '${name}' is not enabled.`),
  hasChildren: (id: string): NetworkingError =>
    bad('ValidationException', `Validation failure: Cannot delete Load Balancer ${id} - it has children`),
  /** What a request names and is not there. */
  invalidSubresource: (what: string, id: string): NetworkingError =>
    bad('InvalidSubresource', `${what} ${id} not found.`),
  immutable: (id: string): NetworkingError =>
    conflict('ImmutableObject', `Load Balancer ${id} is immutable and cannot be updated.`),
  pending: (status: string, id: string): NetworkingError =>
    conflict('LBPendingStateError', `Invalid state ${status} of loadbalancer resource ${id}`),
  duplicateListener: (protocol: string, port: number): NetworkingError =>
    conflict(
      'DuplicateListenerEntry',
      `Another Listener on this Load Balancer is already using ${protocol} protocol_port ${String(port)}`,
    ),
  duplicateMember: (address: string, port: number): NetworkingError =>
    conflict(
      'DuplicateMemberEntry',
      `Another member on this pool is already using ip ${address} on protocol_port ${String(port)}`,
    ),
  duplicateMonitor: (): NetworkingError => conflict('DuplicateHealthMonitor', 'This pool already has a health monitor'),
  duplicatePool: (): NetworkingError => conflict('DuplicatePoolEntry', 'This listener already has a default pool'),
  poolInUse: (poolId: string, policyId: string): NetworkingError =>
    conflict('PoolInUseByL7Policy', `Pool ${poolId} is in use by L7 policy ${policyId}`),
  providerAndFlavor: (): NetworkingError =>
    conflict('ProviderFlavorMismatchError', "Flavor 'None' is not compatible with the requested provider"),
  portInUse: (portId: string, loadBalancerId: string): NetworkingError =>
    conflict(
      'ServicePortInUse',
      `Port ${portId} cannot be deleted directly via the port API: it is the VIP of load balancer ${loadBalancerId}.`,
    ),
  vipInUse: (portId: string): NetworkingError =>
    conflict('VIPInUse', `VIP port ${portId} is already used by another load balancer`),
} as const

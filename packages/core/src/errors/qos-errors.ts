import type { QosRuleType } from '../model/qos-rule.ts'
import { ConflictError, NetworkingError, NotFoundError } from './networking-error.ts'

export class QosPolicyNotFoundError extends NotFoundError {
  readonly code = 'QosPolicyNotFound'
  constructor(readonly policyId: string) {
    super(`QoS policy ${policyId} could not be found.`)
  }
}

/** `policyId` is '' where the rule was looked for without one. */
export class QosRuleNotFoundError extends NotFoundError {
  readonly code = 'QosRuleNotFound'
  constructor(
    readonly ruleId: string,
    readonly policyId: string,
  ) {
    super(`QoS rule ${ruleId} for policy ${policyId} could not be found.`)
  }
}

/** Neutron answers 500 to such names. */
export class QosRuleTypeNotFoundError extends NotFoundError {
  readonly code = 'QosRuleTypeNotFound'
  constructor(readonly type: string) {
    super(`QoS rule type ${type} could not be found.`)
  }
}

export class QosPolicyInUseError extends ConflictError {
  readonly code = 'QosPolicyInUse'
  constructor(
    readonly policyId: string,
    objectType: 'port' | 'network',
    readonly objectId: string,
  ) {
    super(`QoS Policy ${policyId} is used by ${objectType} ${objectId}.`)
  }
}

export class QosPolicyDefaultAlreadyExistsError extends ConflictError {
  readonly code = 'QoSPolicyDefaultAlreadyExists'
  constructor(readonly projectId: string) {
    super(`A default QoS policy exists for project ${projectId}.`)
  }
}

export class QosRulesConflictError extends ConflictError {
  readonly code = 'QoSRulesConflict'
  constructor(type: QosRuleType, ruleId: string, policyId: string) {
    super(`Rule ${type} conflicts with rule ${ruleId} which already exists in QoS Policy ${policyId}.`)
  }
}

export class QosRuleParameterConflictError extends ConflictError {
  readonly code = 'QoSRuleParameterConflict'
  constructor(
    value: string | number,
    policyId: string,
    existing: { readonly type: QosRuleType; readonly value: string | number },
  ) {
    super(
      `Unable to add the rule with value ${String(value)} to the policy ${policyId} as the existing rule of type ` +
        `${existing.type} has value ${String(existing.value)}.`,
    )
  }
}

export class QosRuleNotSupportedError extends ConflictError {
  readonly code = 'QosRuleNotSupported'
  constructor(type: QosRuleType, portId: string) {
    super(`Rule ${type} is not supported by port ${portId}`)
  }
}

export class QosRuleNotSupportedByNetworkError extends ConflictError {
  readonly code = 'QosRuleNotSupportedByNetwork'
  constructor(type: QosRuleType, networkId: string) {
    super(`Rule ${type} is not supported by network ${networkId}`)
  }
}

/** A policy that the caller cannot see was put there by an administrator, and stays. */
export class PolicyRemoveAuthorizationError extends NetworkingError {
  readonly code = 'PolicyRemoveAuthorizationError'
  readonly status = 403
  constructor(policyId: string) {
    super(`Failed to remove provided policy ${policyId} because you are not authorized.`)
  }
}

/** Details of what drivers can do are for administrators. */
export class NotAuthorizedToDetailsError extends NetworkingError {
  readonly code = 'NotAuthorized'
  readonly status = 403
  constructor() {
    super('Not authorized.')
  }
}

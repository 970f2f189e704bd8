import type { NetworkingError } from '@netloom/core'

type ById = (id: string) => NetworkingError

/** What the services of both versions refuse, in Neutron's types and words, which are not the same in both. */
export interface FirewallErrors {
  readonly firewallNotFound: ById
  readonly firewallInUse: ById
  readonly firewallPending: (id: string, status: string) => NetworkingError
  readonly policyNotFound: ById
  readonly policyInUse: ById
  /** Another project's, and not shared. */
  readonly policyConflict: ById
  /** A shared policy cannot have a rule that is not. */
  readonly ruleSharingConflict: (policyId: string, ruleId: string) => NetworkingError
  /** A policy cannot be shared before its rules are. */
  readonly policySharingConflict: (policyId: string, ruleId: string) => NetworkingError
  readonly ruleNotFound: ById
  readonly ruleInUse: ById
  /** Another project's, and not shared. */
  readonly ruleConflict: (ruleId: string, projectId: string) => NetworkingError
  readonly ruleNotInPolicy: (ruleId: string, policyId: string) => NetworkingError
  readonly ruleInPolicyAlready: (ruleId: string, policyId: string) => NetworkingError
  readonly portsNotAllowed: () => NetworkingError
  readonly portsWithoutProtocol: () => NetworkingError
  readonly invalidPort: ById
  readonly ruleInfoMissing: () => NetworkingError
  readonly ipVersionConflict: () => NetworkingError
  /** Targets that another firewall has. */
  readonly targetsInUse: (ids: readonly string[]) => NetworkingError
}
